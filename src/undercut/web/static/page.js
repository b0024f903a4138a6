// @ts-check
// One state, one newest answer; everything shown follows from the two. Start with `Page.commit`.

import { Refused } from "./api.js";
import { Asker, RESTING } from "./asking.js";
import { Assumptions } from "./assumptions.js";
import { Compare } from "./compare.js";
import { choice, h, put } from "./dom.js";
import { Drawer } from "./drawer.js";
import { Evidence } from "./evidence.js";
import { Law } from "./law.js";
import { Levers } from "./levers.js";
import { mark, showPrinted } from "./paper.js";
import { Simulate } from "./simulate.js";
import { decode, encode, fresh, LONGEST, START, Steps, TABS, TITLE } from "./state.js";
import { toDocument } from "./strategy.js";
import { tooltips } from "./tooltips.js";
import { Tools } from "./tools.js";
import { Tour } from "./tour.js";
import { keepVariant } from "./variants.js";
import { label, term } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Answer} Answer */

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);

/** @type {Record<string, string>} */
const TAB_NAMES = { simulate: "Simulate", compare: "Compare", law: "Law", evidence: "Evidence" };

export class Page {
  /** @param {import("./types.js").Model} model */
  constructor(model) {
    this.model = model;
    this.steps = new Steps();
    /** @type {State} */
    this.state = fresh();
    this.committed = "";
    this.asker = new Asker(model, {
      state: () => this.state,
      shown: (answer) => this.show(answer),
      settled: (answer, took) => this.settled(answer, took),
      rested: (answer) => this.rested(answer),
      moved: (movers, objective, done) => this.simulate.showMovers(movers, objective, done),
      waiting: (text) => this.status(text),
      notice: (text) => this.notice(text),
    });
    const tell = this.tell();
    this.levers = new Levers(model, tell);
    this.simulate = new Simulate(model, tell);
    this.compare = new Compare(model, tell);
    this.law = new Law(model, tell);
    this.evidence = new Evidence(model, tell);
    this.drawer = new Drawer(model, tell);
    this.assumptions = new Assumptions(model, tell);
    this.tour = new Tour();
    this.printed = h("section.print-only");
    this.headed = h("p.print-only.print-title");
    /** @type {Record<string, any>} */
    const views = {
      simulate: h("div.view.simulate", {}, this.levers.element, this.simulate.element),
      compare: this.compare.element,
      law: this.law.element,
      evidence: this.evidence.element,
    };
    put(
      $("main"),
      this.headed,
      TABS.map((name) => h("div.tab-panel", { id: `view-${name}`, role: "tabpanel", "aria-labelledby": `tab-${name}` }, views[name])),
      this.printed,
    );
    document.body.append(this.drawer.element, this.assumptions.element, this.tour.element);
    this.makeTabs();
    this.tools = new Tools($("tools"), this);
    tooltips();
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== this.committed) this.read();
    });
    document.addEventListener("keydown", (event) => this.key(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.theme());
  }

  /** What the views may ask for. @returns {import("./types.js").Tell} */
  tell() {
    return {
      move: (id, value) => this.move(id, value),
      rest: () => this.commit(),
      open: (id) => this.drawer.open(id, this.state, this.asker.answer?.law),
      set: (id, setting) =>
        this.change((state) => {
          if (setting) state.levers[id] = setting;
          else delete state.levers[id];
        }),
      change: (change) => this.change(change),
      tab: (name) => this.tab(name),
      keep: () => this.keep(),
      lawControls: (state, all = false) => this.lawControls(state, all),
      copy: (text, said) => this.copy(text, said),
      // A view says itself what it was refused; only a silent server concerns the whole page.
      failed: (failure) => {
        if (!(failure instanceof Refused)) this.asker.failed(failure);
      },
      evidence: (key) => {
        this.drawer.element.close();
        this.tab("evidence");
        this.evidence.trace(key);
      },
      openCase: (id) => {
        this.evidence.part = "casebook";
        this.tab("evidence");
        this.evidence.show().then(() => this.evidence.openCase(id));
      },
    };
  }

  start() {
    this.theme();
    this.read();
    this.tour.offer();
  }

  /** Take the state from the link. */
  read() {
    const { state, unknown } = decode(location.hash, this.model);
    this.adopt(state);
    if (unknown.length) this.notice(`The link holds what this version does not know, and it was left out: ${unknown.slice(0, 4).join(", ")}.`);
  }

  /** Show another state and ask for its answer. @param {State} state */
  adopt(state) {
    this.state = state;
    this.committed = encode(state, this.model);
    history.replaceState(null, "", `#${this.committed}`);
    this.render();
    this.asker.atRest();
  }

  /** Change the state in one step. @param {(state: State) => void} change */
  change(change) {
    change(this.state);
    this.commit();
  }

  /** @param {string} id @param {number} value */
  move(id, value) {
    const lever = this.model.byId[id];
    if (value === lever.baseline) delete this.state.levers[id];
    else this.state.levers[id] = { from: START, ramp: lever.ramp, ...this.state.levers[id], to: value };
    this.levers.show(this.state);
    this.asker.whileMoving();
  }

  /** Note a step, write the link, and ask for the full answer. */
  commit() {
    const now = encode(this.state, this.model);
    if (now !== this.committed) {
      this.steps.note(this.committed);
      this.committed = now;
      history.replaceState(null, "", `#${now}`);
      if (now.length > LONGEST) this.notice(`The link has passed ${LONGEST.toLocaleString("en-US")} characters, which some programs cut. Remove a kept strategy under Compare.`);
    }
    this.render();
    this.asker.atRest();
  }

  /** Keep what the levers show as a strategy to compare. */
  keep() {
    const said = keepVariant(this.state, this.model);
    if (said.kept) this.commit();
    if (said.kept && this.state.tab !== "compare") this.tab("compare");
    this.compare.note(said.text);
  }

  /** @param {"undo" | "redo"} way */
  step(way) {
    const found = this.steps[way](this.committed);
    if (found === undefined) {
      this.status(`Nothing to ${way}.`);
      return;
    }
    this.adopt({ ...decode(found, this.model).state, tab: this.state.tab });
    this.status(way === "undo" ? "Undone." : "Done again.");
  }

  /** @param {string} name */
  tab(name) {
    this.state.tab = name;
    this.committed = encode(this.state, this.model);
    history.replaceState(null, "", `#${this.committed}`);
    this.render();
    window.scrollTo(0, 0);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const field = event.target instanceof HTMLInputElement && event.target.type !== "range" && event.target.type !== "checkbox";
    const name = event.key.toLowerCase();
    if (field || (name !== "z" && name !== "y")) return;
    event.preventDefault();
    this.step(name === "y" || event.shiftKey ? "redo" : "undo");
  }

  /** Show everything that follows from the state alone. */
  render() {
    const { state } = this;
    document.title = state.title === TITLE ? "Undercut" : `${state.title} – Undercut`;
    for (const name of TABS) {
      const chosen = name === state.tab;
      $(`view-${name}`).hidden = !chosen;
      const tab = $(`tab-${name}`);
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    this.tools.show(state);
    this.levers.show(state);
    this.simulate.choose(state);
    if (this.asker.answer) this.simulate.showLaw(this.asker.answer, state);
    if (state.tab === "compare") this.compare.show(state);
    if (state.tab === "law") this.law.show(state, toDocument(state, state.objective, this.model));
    if (state.tab === "evidence" && !this.evidence.body.hasChildNodes()) this.evidence.show();
    this.paper();
  }

  /** Bring what only paper shows up to date. */
  paper() {
    put(this.headed, this.state.title, mark(this.asker.answer));
    showPrinted(this.printed, this.state, this.model);
  }

  /** @param {Answer} answer */
  async show(answer) {
    $("banner").hidden = true;
    this.levers.judge(answer.law);
    await this.simulate.show(answer, this.state);
    if (!this.simulate.law.hasChildNodes()) this.simulate.showLaw(answer, this.state);
  }

  /** The full answer stands. @param {Answer} answer */
  rested(answer) {
    this.simulate.showLaw(answer, this.state);
    this.paper();
    if (this.state.tab === "law") this.law.show(this.state, toDocument(this.state, this.state.objective, this.model));
  }

  /** @param {Answer} answer @param {number} took */
  settled(answer, took) {
    document.documentElement.dataset.futures = String(answer.futures);
    document.documentElement.dataset.run = answer.run_id;
    const whole = answer.futures === RESTING;
    put(
      $("status"),
      h("span", {}, h("b", {}, `${answer.futures} ${whole ? "" : `of ${RESTING} `}`), term(whole ? "futures" : "futures, while moving", "future")),
      h("span", {}, "draws from priors, ", term("not fitted")),
      h("span", {}, `seed ${answer.seed}`),
      h("span", {}, `run ${answer.run_id}`),
      h("span", {}, `${Math.round(took)} ms`),
      h("button.link", { type: "button", on: { click: () => this.weaknesses() } }, "Weaknesses"),
    );
  }

  weaknesses() {
    this.evidence.part = "weaknesses";
    this.tab("evidence");
    this.evidence.show();
  }

  /** @param {string} text */
  notice(text) {
    const banner = $("banner");
    put(banner, h("span", {}, text), h("button.quiet", { type: "button", "aria-label": "Close the message", on: { click: () => (banner.hidden = true) } }, "✕"));
    banner.hidden = false;
  }

  /** @param {string} text */
  status(text) {
    put($("status"), h("span", {}, text));
  }

  /** @param {State} state @param {boolean} all */
  lawControls(state, all) {
    const { hosts, facts } = this.model.law;
    const set = (/** @type {string} */ name, /** @type {string} */ value) =>
      this.change((now) => {
        if (value) now.facts[name] = value;
        else delete now.facts[name];
      });
    const shown = all ? facts : facts.filter((fact) => fact.id === "consent");
    return [
      h("label", {}, "Host ", choice("Host state", hosts, state.host, (value) => this.change((now) => (now.host = value)))),
      shown.map((fact) => {
        const consent = fact.id === "consent";
        const options = fact.values.filter((value) => value !== "not_applicable").map((value) => ({ id: value, label: label(value).toLowerCase() }));
        if (!consent) options.unshift({ id: "", label: "as the lever says" });
        const name = consent ? "Consent of the host" : fact.label;
        return h("label", { title: fact.says }, consent ? term("Consent", "consent") : name, " ", choice(name, options, state.facts[fact.id] ?? "", (value) => set(fact.id, value)));
      }),
    ];
  }

  makeTabs() {
    put(
      $("tabs"),
      TABS.map((name) => h("button.tab", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `view-${name}`, on: { click: () => this.tab(name) } }, TAB_NAMES[name])),
    );
    $("tabs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      const next = TABS[(TABS.indexOf(this.state.tab) + by + TABS.length) % TABS.length];
      this.tab(next);
      $(`tab-${next}`).focus();
    });
  }

  /** @param {string} text @param {string} said */
  async copy(text, said) {
    try {
      await navigator.clipboard.writeText(text);
      this.status(said);
    } catch {
      this.notice("The browser did not let the page write to the clipboard.");
    }
  }

  /** @param {boolean} [turn] switch to the other theme */
  theme(turn = false) {
    const kept = stored("undercut.theme");
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    let now = kept === "dark" || kept === "light" ? kept : system;
    if (turn) {
      now = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      stored("undercut.theme", now);
    }
    return this.paint(now);
  }

  /** Draw everything that has inks of its own again. @param {string} theme */
  async paint(theme) {
    document.documentElement.dataset.theme = theme;
    if (this.asker.answer) await this.simulate.show(this.asker.answer, this.state);
    if (this.state.tab === "compare" && this.compare.answer) await this.compare.draw(this.state);
  }

  /** Print with the inks of paper, whatever the theme. */
  async print() {
    const now = document.documentElement.dataset.theme ?? "light";
    await this.paint("light");
    window.print();
    await this.paint(now);
  }
}

/** @param {string} name @param {string} [value] @returns {string | null} */
function stored(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
