// @ts-check
// The page. One state, one newest answer; everything shown follows from the two.

import { dropped, file, get, post, Refused, Silent } from "./api.js";
import { load as loadCharts } from "./charts.js";
import { Compare } from "./compare.js";
import { choice, download, h, put, say } from "./dom.js";
import { Drawer } from "./drawer.js";
import { Evidence } from "./evidence.js";
import { Law } from "./law.js";
import { Levers } from "./levers.js";
import { Simulate } from "./simulate.js";
import { clean, decode, encode, fresh, fromShipped, START, Steps, TABS, TITLE, toDocument, toYaml } from "./state.js";
import { Tour } from "./tour.js";
import { label, term } from "./words.js";

const MOVING = 128;
const RESTING = 512;
const REST_MS = 260;
const MOVERS_MS = 500;
const RETRY_MS = 1500;

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);

class Page {
  /** @param {any} model */
  constructor(model) {
    this.model = model;
    this.steps = new Steps();
    /** @type {import("./state.js").State} */
    this.state = fresh();
    this.committed = "";
    this.answer = null;
    this.asked = 0;
    this.drawn = 0;
    this.movedAt = 0;
    /** @type {AbortController | null} */
    this.resting = null;
    /** @type {AbortController | null} */
    this.moving = null;
    this.again = false;
    this.next = false;
    const tell = {
      move: (/** @type {string} */ id, /** @type {number} */ value) => this.move(id, value),
      rest: () => this.commit(),
      open: (/** @type {string} */ id) => this.drawer.open(id, this.state, this.answer?.law),
      set: (/** @type {string} */ id, /** @type {any} */ setting) => this.set(id, setting),
      chart: (/** @type {number} */ place, /** @type {string} */ name) => this.change((state) => (state.charts[place] = name)),
      budget: (/** @type {number | null} */ limit) => this.change((state) => (state.budget = limit)),
      compare: (/** @type {string[]} */ ids) => this.change((state) => (state.compare = ids)),
      tab: (/** @type {string} */ name) => this.tab(name),
      lawControls: (/** @type {any} */ state, all = false) => this.lawControls(state, all),
      copy: (/** @type {string} */ text, /** @type {string} */ said) => this.copy(text, said),
      // A view says itself what it was refused; only a silent server concerns the whole page.
      failed: (/** @type {unknown} */ failure) => (failure instanceof Refused ? undefined : this.failed(failure)),
      evidence: (/** @type {string} */ key) => {
        this.drawer.element.close();
        this.tab("evidence");
        this.evidence.trace(key);
      },
      openCase: (/** @type {string} */ id) => {
        this.evidence.part = "casebook";
        this.tab("evidence");
        this.evidence.show().then(() => this.evidence.openCase(id));
      },
    };
    this.levers = new Levers(model, tell);
    this.simulate = new Simulate(model, tell);
    this.compare = new Compare(model, tell);
    this.law = new Law(model, tell);
    this.evidence = new Evidence(model, tell);
    this.drawer = new Drawer(model, tell);
    this.tour = new Tour();
    this.assumptions = h("dialog.drawer", { "aria-label": "Assumptions" });
    this.printed = h("section.print-only");
    this.views = {
      simulate: h("div.view.simulate", {}, this.levers.element, this.simulate.element),
      compare: this.compare.element,
      law: this.law.element,
      evidence: this.evidence.element,
    };
    put($("main"), TABS.map((name) => h("div.tab-panel", { id: `view-${name}`, role: "tabpanel", "aria-labelledby": `tab-${name}` }, /** @type {any} */ (this.views)[name])), this.printed);
    document.body.append(this.drawer.element, this.assumptions, this.tour.element);
    this.makeTabs();
    this.makeTools();
    tooltips();
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== this.committed) this.read();
    });
    document.addEventListener("keydown", (event) => this.key(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.theme());
  }

  start() {
    this.theme();
    this.read();
    this.tour.offer();
  }

  /** Take the state from the link. */
  read() {
    const { state, unknown } = decode(location.hash, this.model);
    this.state = state;
    this.committed = encode(state, this.model);
    history.replaceState(null, "", `#${this.committed}`);
    this.render();
    this.ask();
    if (unknown.length) this.notice(`The link holds what this version does not know, and it was left out: ${unknown.slice(0, 4).join(", ")}.`);
  }

  /** Change the state in one step. @param {(state: import("./state.js").State) => void} change */
  change(change) {
    change(this.state);
    this.commit();
  }

  /** @param {string} id @param {number} value */
  move(id, value) {
    const lever = this.model.byId[id];
    if (value === lever.baseline) delete this.state.levers[id];
    else this.state.levers[id] = { from: START, ramp: lever.ramp, ...this.state.levers[id], to: value };
    this.movedAt = performance.now();
    this.levers.show(this.state);
    this.askMoving();
  }

  /** @param {string} id @param {any} setting */
  set(id, setting) {
    if (setting) this.state.levers[id] = setting;
    else delete this.state.levers[id];
    this.commit();
  }

  /** Note a step, write the link, and ask for the full answer. */
  commit() {
    const now = encode(this.state, this.model);
    if (now !== this.committed) {
      this.steps.note(this.committed);
      this.committed = now;
      history.replaceState(null, "", `#${now}`);
    }
    this.render();
    this.ask();
  }

  /** @param {"undo" | "redo"} way */
  step(way) {
    const found = this.steps[way](this.committed);
    if (found === undefined) {
      this.status(`Nothing to ${way}.`);
      return;
    }
    const tab = this.state.tab;
    this.state = { ...decode(found, this.model).state, tab };
    this.committed = encode(this.state, this.model);
    history.replaceState(null, "", `#${this.committed}`);
    this.render();
    this.ask();
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
    if (document.activeElement !== this.title) this.title.value = state.title;
    if (this.objective.value !== state.objective) this.objective.value = state.objective;
    const held = Object.keys(state.assume).length;
    say(this.assumeButton, held ? `Assumptions (${held})` : "Assumptions");
    this.levers.show(state);
    this.simulate.choose(state);
    if (this.answer) this.simulate.showLaw(this.answer, state);
    if (state.tab === "compare") this.compare.show(state, toDocument(state, this.model));
    if (state.tab === "law") this.law.show(state, toDocument(state, this.model));
    if (state.tab === "evidence" && !this.evidence.body.hasChildNodes()) this.evidence.show();
    this.showPrinted();
  }

  request(/** @type {number} */ futures) {
    const { state } = this;
    return { strategy: toDocument(state, this.model), futures, bands: [...new Set(state.charts)], assumptions: state.assume };
  }

  /** While a lever moves: one request on its way, and the newest level next. */
  async askMoving() {
    document.documentElement.dataset.state = "asking";
    this.resting?.abort();
    this.movers?.abort();
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => this.ask(), REST_MS);
    this.next = false;
    if (this.moving) {
      this.again = true;
      return;
    }
    do {
      this.again = false;
      const since = this.movedAt;
      const number = ++this.asked;
      this.moving = new AbortController();
      try {
        const answer = await post("/api/simulate", this.request(MOVING), this.moving.signal);
        await this.show(answer, number, since);
      } catch (failure) {
        this.failed(failure);
      }
    } while (this.again);
    this.moving = null;
    if (this.next) {
      this.next = false;
      this.ask();
    }
  }

  /** At rest: the full answer, then what moved it. */
  async ask() {
    document.documentElement.dataset.state = "asking";
    clearTimeout(this.restTimer);
    this.again = false;
    this.resting?.abort();
    this.movers?.abort();
    if (this.moving) {
      // What is on its way is shown first; the server goes on from its 128 futures.
      this.next = true;
      return;
    }
    const mine = new AbortController();
    this.resting = mine;
    const number = ++this.asked;
    const since = performance.now();
    if (!this.answer) this.status("Starting the engine: the first answer compiles the world, and may take a minute.");
    try {
      const answer = await post("/api/simulate", this.request(RESTING), mine.signal);
      if (mine.signal.aborted) return;
      await this.show(answer, number, since);
      if (mine.signal.aborted) return;
      this.simulate.showLaw(answer, this.state);
      this.showPrinted();
      document.documentElement.dataset.state = "rest";
      if (this.state.tab === "law") this.law.show(this.state, toDocument(this.state, this.model));
      clearTimeout(this.moverTimer);
      this.moverTimer = setTimeout(() => this.askMovers(answer), MOVERS_MS);
    } catch (failure) {
      this.failed(failure);
    }
  }

  /** Take each lever out in turn. @param {any} whole the answer with all of them */
  async askMovers(whole) {
    const moved = Object.keys(this.state.levers);
    this.movers?.abort();
    const mine = new AbortController();
    this.movers = mine;
    if (!moved.length) {
      this.simulate.showMovers(null, this.state.objective, true);
      return;
    }
    const { objective } = this.state;
    const effect = (/** @type {any} */ answer) => answer.strategies[answer.strategies.length - 1].outcomes[objective].change.q50;
    /** @type {{id: string, change: number}[]} */
    const found = [];
    try {
      const base = effect(await post("/api/simulate", { ...this.request(MOVING), bands: [] }, mine.signal));
      for (const id of moved) {
        const request = { ...this.request(MOVING), bands: [] };
        delete request.strategy.levers[id];
        const without = effect(await post("/api/simulate", request, mine.signal));
        if (mine.signal.aborted) return;
        found.push({ id, change: base - without });
        this.simulate.showMovers(found, objective, found.length === moved.length);
      }
    } catch (failure) {
      if (!dropped(failure) && !(failure instanceof Refused)) this.failed(failure);
    }
    void whole;
  }

  /** Show an answer unless a newer one stands. @param {any} answer @param {number} number @param {number} since */
  async show(answer, number, since) {
    if (number < this.drawn) return;
    this.drawn = number;
    this.answer = answer;
    $("banner").hidden = true;
    this.levers.judge(answer.law);
    await this.simulate.show(answer, this.state);
    if (!this.simulate.law.hasChildNodes()) this.simulate.showLaw(answer, this.state);
    const took = performance.now() - since;
    this.settled(answer, took);
    document.dispatchEvent(new CustomEvent("undercut:drawn", { detail: { ms: took, futures: answer.futures } }));
  }

  /** @param {any} answer @param {number} took */
  settled(answer, took) {
    document.documentElement.dataset.futures = String(answer.futures);
    document.documentElement.dataset.run = answer.run_id;
    put(
      $("status"),
      h("span", {}, h("b", {}, `${answer.futures} ${answer.futures === RESTING ? "" : "of 512 "}`), term(answer.futures === RESTING ? "futures" : "futures, while moving", "future")),
      h("span", {}, "draws from priors, ", term("not fitted")),
      h("span", {}, `seed ${answer.seed}`),
      h("span", {}, `run ${answer.run_id}`),
      h("span", {}, `${Math.round(took)} ms`),
      h("button.link", { type: "button", on: { click: () => { this.evidence.part = "weaknesses"; this.tab("evidence"); this.evidence.show(); } } }, "Weaknesses"),
    );
  }

  /** @param {unknown} failure */
  failed(failure) {
    if (dropped(failure)) return;
    if (failure instanceof Silent) {
      this.notice("The server does not answer. Your settings stand in the link; the page goes on when the server is back.");
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.ask(), RETRY_MS);
      return;
    }
    const said = /** @type {any} */ (failure)?.message ?? String(failure);
    this.notice(failure instanceof Refused && failure.status === 503 ? `${said} Trying again.` : said);
    if (failure instanceof Refused && failure.status === 503) {
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.ask(), RETRY_MS);
    }
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

  /** @param {import("./state.js").State} state @param {boolean} all */
  lawControls(state, all) {
    const { hosts, facts } = this.model.law;
    const set = (/** @type {string} */ name) => (/** @type {string} */ value) =>
      this.change((now) => {
        if (value) now.facts[name] = value;
        else delete now.facts[name];
      });
    const shown = all ? facts : facts.filter((/** @type {any} */ fact) => fact.id === "consent");
    return [
      h("label", {}, "Host ", choice("Host state", hosts, state.host, (value) => this.change((now) => (now.host = value)))),
      shown.map((/** @type {any} */ fact) => {
        const name = fact.id === "consent" ? "Consent" : fact.label;
        const options = fact.values.filter((/** @type {string} */ value) => value !== "not_applicable").map((/** @type {string} */ value) => ({ id: value, label: label(value).toLowerCase() }));
        if (fact.id !== "consent") options.unshift({ id: "", label: "as the lever says" });
        return h("label", { title: fact.says }, fact.id === "consent" ? term(name, "consent") : name, " ", choice(fact.id === "consent" ? "Consent of the host" : name, options, state.facts[fact.id] ?? "", set(fact.id)));
      }),
    ];
  }

  makeTabs() {
    const names = { simulate: "Simulate", compare: "Compare", law: "Law", evidence: "Evidence" };
    put(
      $("tabs"),
      TABS.map((name) =>
        h("button.tab", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `view-${name}`, on: { click: () => this.tab(name) } }, /** @type {any} */ (names)[name]),
      ),
    );
    $("tabs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      const next = TABS[(TABS.indexOf(this.state.tab) + by + TABS.length) % TABS.length];
      this.tab(next);
      $(`tab-${next}`).focus();
    });
  }

  makeTools() {
    const press = (/** @type {string} */ name, /** @type {string} */ title, /** @type {() => void} */ act, kind = "button") =>
      h(kind, { type: "button", title, "aria-label": title, on: { click: act } }, name);
    this.title = h("input.title", {
      type: "text",
      "aria-label": "Title of the strategy",
      maxlength: 80,
      value: this.state.title,
      on: { change: () => this.change((state) => (state.title = clean(this.title.value) || TITLE)) },
    });
    this.objective = choice("Objective", this.model.objectives.map((/** @type {string} */ name) => ({ id: name, label: this.model.outcome[name].label })), this.state.objective, (name) => this.change((state) => (state.objective = name)), "objective");
    const starts = [{ id: "", label: "Start from…" }, ...this.model.strategies.map((/** @type {any} */ one) => ({ id: one.id, label: one.title }))];
    const start = choice("Start from a strategy", starts, "", (id) => {
      const found = this.model.strategies.find((/** @type {any} */ one) => one.id === id);
      if (found) {
        this.state = fromShipped(found, this.state, this.model);
        this.commit();
      }
      start.value = "";
    }, "start-from");
    this.assumeButton = press("Assumptions", "Assumptions", () => this.openAssumptions(), "button.quiet");
    this.assumeButton.removeAttribute("aria-label");
    const form = choice("Save or share", [
      { id: "", label: "Save, share…" },
      { id: "link", label: "Copy the link" },
      { id: "pdf", label: "Memo as PDF" },
      { id: "docx", label: "Memo as Word" },
      { id: "html", label: "Memo as HTML" },
      { id: "yaml", label: "Strategy as YAML" },
      { id: "data", label: "Copy the results" },
      { id: "print", label: "Print this view" },
    ], "", (id) => {
      form.value = "";
      this.save(id);
    }, "save");
    this.themeButton = press("◐", "Switch between light and dark", () => this.theme(true), "button.quiet");
    put(
      $("tools"),
      this.title,
      start,
      h("label.objective", {}, h("span.small", {}, "Objective "), this.objective),
      this.assumeButton,
      press("↶", "Undo", () => this.step("undo"), "button.quiet"),
      press("↷", "Redo", () => this.step("redo"), "button.quiet"),
      form,
      this.themeButton,
      press("?", "How to read this page", () => this.tour.open(), "button.quiet"),
    );
  }

  /** @param {string} id */
  async save(id) {
    const { state } = this;
    const strategy = toDocument(state, this.model);
    if (id === "link") return this.copy(location.href, "The link is on the clipboard; it holds the whole setting.");
    if (id === "yaml") return download(new Blob([toYaml(strategy)], { type: "application/yaml" }), "my-strategy.yaml");
    if (id === "print") return window.print();
    if (id === "data") return this.copy(this.asText(), "The results are on the clipboard.");
    if (!["pdf", "docx", "html"].includes(id)) return;
    this.status("Writing the memo…");
    try {
      download(await file("/api/memo", { strategy, format: id }), `my-strategy.${id}`);
      this.status(`The memo is written${Object.keys(state.assume).length ? "; it rests on all futures, without the assumptions" : ""}.`);
    } catch (failure) {
      this.failed(failure);
    }
  }

  asText() {
    if (!this.answer) return "";
    const entry = this.answer.strategies[this.answer.strategies.length - 1];
    const head = ["measure", "unit", "period", ...["baseline", "strategy", "change"].flatMap((who) => ["q10", "q50", "q90"].map((q) => `${who} ${q}`)), "share of futures better"];
    const rows = Object.entries({ ...entry.outcomes, ...entry.risks }).map(([name, found]) => {
      const one = /** @type {any} */ (found);
      return [this.model.labels[name] ?? name, one.unit, one.period, ...["baseline", "strategy", "change"].flatMap((who) => ["q10", "q50", "q90"].map((q) => one[who][q])), one.p_better];
    });
    const title = `${this.state.title}${this.barred() ? " (unlawful as written)" : ""}; ${this.answer.futures} futures, seed ${this.answer.seed}, run ${this.answer.run_id}. ${this.model.basis}`;
    return [title, ...[head, ...rows].map((row) => row.join("\t"))].join("\n");
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

  openAssumptions() {
    const { state } = this;
    put(
      this.assumptions,
      h(
        "div.drawer-body",
        {},
        h("div.drawer-head", {}, h("div", {}, h("p.eyebrow", {}, "Not levers"), h("h2", {}, "Assumptions")), h("button.quiet", { type: "button", "aria-label": "Close", on: { click: () => this.assumptions.close() } }, "✕")),
        h("p", {}, "Researchers disagree on how parts of the world work, so each future draws one of the rival forms. Here one form can be held true in every future. It moves the baseline too: the page then says apart what the assumption changed and what the strategy changed."),
        this.model.alternatives.map((/** @type {any} */ one) =>
          h(
            "section.block",
            {},
            h("label.alternative", {}, h("b", {}, one.label), choice(one.label, [{ id: "", label: "each future draws its own" }, ...one.options], state.assume[one.id] ?? "", (value) => this.change((now) => { if (value) now.assume[one.id] = value; else delete now.assume[one.id]; }))),
            h("details", {}, h("summary.small", {}, "Why it is open"), h("p.small", {}, one.rationale)),
          ),
        ),
        h("button.quiet", { type: "button", on: { click: () => { this.change((now) => (now.assume = {})); this.openAssumptions(); } } }, "Let every future draw"),
      ),
    );
    if (!this.assumptions.open) this.assumptions.showModal();
  }

  barred() {
    return this.answer?.law.finding === "barred";
  }

  /** The settings in words, for paper. */
  showPrinted() {
    const rows = this.model.levers.filter((/** @type {any} */ lever) => this.state.levers[lever.id]);
    put(
      this.printed,
      h("h2", {}, this.state.title, this.barred() ? " (unlawful as written)" : ""),
      h("table.grid", {}, h("tbody", {}, rows.map((/** @type {any} */ lever) => {
        const set = this.state.levers[lever.id];
        return h("tr", {}, h("th", { scope: "row" }, lever.label), h("td", {}, `${set.to.toLocaleString("en-US")} ${lever.unit_label} (baseline ${lever.baseline.toLocaleString("en-US")})`), h("td", {}, `from ${set.from}, over ${set.ramp} months${set.until ? `, until ${set.until}` : ""}`));
      }))),
      h("p.small", {}, `${this.model.basis} Host ${label(this.state.host)}; ${Object.entries(this.state.facts).map(([name, value]) => `${label(name).toLowerCase()}: ${value}`).join(", ")}. ${location.href}`),
    );
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
    document.documentElement.dataset.theme = now;
    if (this.answer) this.simulate.show(this.answer, this.state);
    if (this.state.tab === "compare" && this.compare.answer) this.compare.draw(this.state);
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

/** One bubble for every term of the glossary: on hover, on focus, gone with Escape. */
function tooltips() {
  const bubble = h("div.bubble", { role: "tooltip", id: "bubble", hidden: true });
  document.body.append(bubble);
  const hide = () => (bubble.hidden = true);
  const show = (/** @type {Event} */ event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    if (!(target instanceof HTMLElement)) return hide();
    (target.closest("dialog") ?? document.body).append(bubble);
    bubble.textContent = target.dataset.tip ?? "";
    bubble.hidden = false;
    target.setAttribute("aria-describedby", "bubble");
    const box = target.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left), window.innerWidth - bubble.offsetWidth - 8);
    const above = box.bottom + bubble.offsetHeight + 12 > window.innerHeight;
    bubble.style.left = `${left}px`;
    bubble.style.top = `${above ? box.top - bubble.offsetHeight - 6 : box.bottom + 6}px`;
  };
  document.addEventListener("pointerover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}

async function start() {
  loadCharts().catch(() => {});
  let model;
  for (;;) {
    try {
      model = await get("/api/model");
      break;
    } catch (failure) {
      const loading = $("loading");
      if (loading) loading.textContent = `${/** @type {any} */ (failure).message} Trying again…`;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
  model.byId = Object.fromEntries(model.levers.map((/** @type {any} */ lever) => [lever.id, lever]));
  model.outcome = Object.fromEntries(model.outcomes.map((/** @type {any} */ one) => [one.id, one]));
  const page = new Page(model);
  page.start();
}

start();
