// @ts-check
// Up to four strategies side by side, own and shipped, over the same futures and the same luck.

import { dropped, post } from "./api.js";
import { asTable, Fan, inWords } from "./charts.js";
import { choice, h, put, s } from "./dom.js";
import { badge } from "./levers.js";
import { clean, MOST } from "./state.js";
import { MINE, toDocument } from "./strategy.js";
import { choose, leaveOut, loadVariant, NOW, removeVariant, titleOf } from "./variants.js";
import { change, changes, interval, label, money, nearly, number, percent, sentence, term } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Found} Found */
/** @typedef {import("./charts.js").Series} Series */

const RISKS = ["escalations", "host_consent", "killed_by_force", "civilian_harm", "reversals"];

/** @typedef {{light: string, dark?: string, dash?: number[]}} Ink */

/** @type {Record<string, Ink>} own strategies; most shipped ones bring their colors */
const INKS = {
  [NOW]: { light: "#1f5fa8", dark: "#74b0f2" },
  k1: { light: "#8a5a00", dark: "#e6b25a", dash: [9, 3] },
  k2: { light: "#0b829e", dark: "#4fd0e0", dash: [3, 2] },
  k3: { light: "#3b4350", dark: "#d5dbe3", dash: [9, 3, 2, 3] },
  k4: { light: "#77771a", dark: "#cfcf6a", dash: [5, 2] },
  "support-not-supplant": { light: "#a8326f" },
};

export class Compare {
  /** @param {import("./types.js").Model} model @param {import("./types.js").Tell} tell */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    this.picks = h("fieldset.picks");
    this.table = h("div.scroll", { tabindex: 0, role: "region", "aria-label": "Table of strategies" });
    this.pairs = h("div.scroll", { tabindex: 0, role: "region", "aria-label": "Shares of futures, pair by pair" });
    this.fan = new Fan("Chart of the strategies");
    this.picker = h("span.picker");
    this.basis = h("p.small", { role: "status" });
    this.said = h("p.said", { role: "status", hidden: true });
    this.results = h(
      "div.compare-results",
      { hidden: true },
      h("section.panel", {}, this.table),
      h(
        "div.two",
        {},
        h("section.panel.chart", {}, h("div.chart-head", {}, this.picker, h("button.quiet", { type: "button", on: { click: () => this.copy() } }, "Copy data")), this.fan.legend, this.fan.element),
        h("section.panel", {}, this.pairs),
      ),
    );
    this.element = h("div.view.compare", {}, h("section.panel", {}, h("h2", {}, "Compare strategies"), this.picks, this.said, this.basis), this.results);
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {import("./types.js").Comparison | null} */
    this.answer = null;
    this.shown = "";
  }

  /** Say what a choice did. @param {string} text */
  note(text) {
    put(this.said, text);
    this.said.hidden = !text;
  }

  /** @param {State} state */
  async show(state) {
    this.offer(state);
    const { model } = this;
    const plans = state.kept.map((one) => /** @type {const} */ ([one.id, toDocument(one, state.objective, model, one.id)]));
    /** @type {Record<string, unknown>} */
    const own = { [NOW]: toDocument(state, state.objective, model), ...Object.fromEntries(plans) };
    const ids = state.compare.filter((id) => id !== NOW || Object.keys(state.levers).length);
    this.results.hidden = !ids.length;
    if (!ids.length) {
      this.shown = "";
      put(this.basis, "Choose a strategy above. The one on the levers joins in once a lever is off baseline.");
      return;
    }
    const strategies = ids.map((id) => own[id] ?? id);
    const key = JSON.stringify([strategies, state.assume]);
    if (key === this.shown) {
      await this.draw(state);
      return;
    }
    this.asking?.abort();
    this.asking = new AbortController();
    put(this.basis, "Simulating 512 futures for each strategy…");
    try {
      this.answer = await post("/api/compare", { strategies, futures: 512, assumptions: state.assume }, this.asking.signal);
    } catch (failure) {
      if (!dropped(failure)) {
        put(this.basis, failure instanceof Error ? failure.message : String(failure));
        this.tell.failed(failure);
      }
      return;
    }
    this.shown = key;
    const held = Object.keys(state.assume).length;
    put(this.basis, `512 futures, the same for every strategy; seed ${this.answer?.seed}. ${held ? `${held} ${held > 1 ? "assumptions" : "assumption"} held in all of them, baseline included. ` : ""}${model.basis}`);
    await this.draw(state);
  }

  /** @param {State} state */
  offer(state) {
    if (this.picks.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement && document.activeElement.type === "text") return;
    const focused = document.activeElement instanceof HTMLElement && this.picks.contains(document.activeElement) ? document.activeElement.dataset.pick : undefined;
    const { model, tell } = this;
    const box = (/** @type {string} */ id, /** @type {string} */ name) => {
      const made = h("input", {
        type: "checkbox",
        checked: state.compare.includes(id),
        "aria-label": name,
        data: { pick: id },
        on: {
          change: () =>
            tell.change((now) => {
              if (made.checked) this.note(choose(now, id, model));
              else {
                leaveOut(now, id);
                this.note("");
              }
            }),
        },
      });
      return made;
    };
    const moved = Object.keys(state.levers).length;
    put(
      this.picks,
      h("legend", {}, `Choose up to ${MOST}; baseline stands beside them.`),
      h(
        "div.pick-group",
        {},
        h("h3", {}, "Yours"),
        h(
          "div.own",
          {},
          h("label.pick", {}, box(NOW, `${state.title}, on the levers now`), swatch(NOW), h("span.pick-title", {}, state.title), h("span.small", {}, moved ? `on the levers now, ${count(moved)}` : "on the levers now, all at baseline")),
          h("span.own-tools", {}, h("button", { type: "button", data: { pick: "keep" }, on: { click: () => tell.keep() } }, "Keep a copy")),
        ),
        state.kept.map((one) => {
          const title = h("input.kept-title", {
            type: "text",
            value: one.title,
            maxlength: 80,
            "aria-label": `Title of kept strategy ${one.title}`,
            on: {
              change: () =>
                tell.change((now) => {
                  const found = now.kept.find((kept) => kept.id === one.id);
                  if (found) found.title = clean(title.value) || found.title;
                }),
            },
          });
          return h(
            "div.own.kept",
            { data: { kept: one.id } },
            h("span.pick", {}, box(one.id, one.title), swatch(one.id), title, h("span.small", {}, count(Object.keys(one.levers).length))),
            h(
              "span.own-tools",
              {},
              h("button.quiet", { type: "button", "aria-label": `Put ${one.title} on the levers`, on: { click: () => tell.change((now) => loadVariant(now, one.id)) } }, "Put on the levers"),
              h("button.quiet", { type: "button", "aria-label": `Remove ${one.title}`, on: { click: () => { this.note(`Removed “${one.title}”. Undo brings it back.`); tell.change((now) => removeVariant(now, one.id)); } } }, "Remove"),
            ),
          );
        }),
      ),
      h(
        "div.pick-group.shipped",
        {},
        h("h3", {}, "Shipped"),
        model.strategies.filter((one) => one.id !== "baseline").map(({ id, title }) => h("label.pick", {}, box(id, title), swatch(id, model.colors.strategies[id]), title)),
      ),
    );
    if (focused) this.picks.querySelector(`[data-pick="${focused}"]`)?.focus();
  }

  /** What is compared, with names and inks that stay with a strategy. @param {State} state @returns {Series[]} */
  series(state) {
    const { model } = this;
    const spare = [...model.colors.spare];
    return (this.answer?.strategies ?? []).map((one) => {
      const id = one.id === MINE ? NOW : one.id;
      const ink = INKS[id] ?? { light: model.colors.strategies[id] ?? spare.shift() ?? "#5f6772" };
      return { id: one.id, name: titleOf(state, id, model), color: inTheme(ink), dash: ink.dash };
    });
  }

  /** @param {State} state */
  async draw(state) {
    if (!this.answer) return;
    this.offer(state);
    const { bands } = this.answer;
    const { model } = this;
    const outcome = state.objective;
    const series = this.series(state);
    /** @type {Series} */
    const base = { id: "baseline", name: "Baseline", color: getComputedStyle(document.documentElement).getPropertyValue("--baseline").trim(), dash: [5, 3] };
    this.drawTable(series);
    this.drawPairs(series, outcome);
    const options = model.objectives.map((name) => ({ id: name, label: model.outcome[name].label }));
    put(this.picker, choice("Outcome", options, outcome, (name) => this.tell.change((now) => (now.objective = name)), "compare-outcome"));
    const of = bands[outcome];
    const first = of[series[0].id];
    /** @type {Record<string, import("./types.js").Bands>} */
    const all = { baseline: first.baseline };
    for (const one of series) all[one.id] = of[one.id].strategy;
    await this.fan.draw({
      series: [base, ...series],
      bands: all,
      years: first.years,
      observed: model.outcome[outcome].observed,
      axis: sentence(model.outcome[outcome].unit_label),
      words: inWords(model.outcome[outcome].label, first.years, [base, ...series], all),
      fans: false,
    });
  }

  /** @param {Series[]} series */
  drawTable(series) {
    const { model } = this;
    const strategies = this.answer?.strategies ?? [];
    const row = (/** @type {unknown} */ head, /** @type {unknown[]} */ cells) => h("tr", {}, h("th", { scope: "row" }, head), cells);
    put(
      this.table,
      h(
        "table.grid.strategies",
        {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Yearly means, last five years"), series.map((one) => h("th", { scope: "col" }, line(one), one.name)))),
        h(
          "tbody",
          {},
          row("The law", strategies.map((one) => h("td", {}, badge(one.finding)))),
          row([term("Present value", "present value"), " of added cost"], strategies.map(({ cost }) => h("td", {}, h("b", {}, money(cost.present_value.q50)), h("div.small", {}, interval(cost.present_value.q10, cost.present_value.q90, money))))),
          model.objectives.map((name) => this.objective(name, series)),
          RISKS.map((name) => {
            const found = strategies.map((one) => one.risks[name] ?? one.outcomes[name]);
            return row(
              [model.labels[name] ?? label(name), h("div.small", {}, `Baseline ${nearly(found[0].baseline.q50, scaleOf(found[0]))} ${model.outcome[name]?.unit === "1" ? "of 1" : (model.outcome[name]?.unit_label ?? "events a year")}`)],
              found.map((one) => h("td", {}, h("b", {}, nearly(one.strategy.q50, scaleOf(one))), h("div.small", {}, interval(one.strategy.q10, one.strategy.q90)))),
            );
          }),
        ),
      ),
      h("p.small", {}, "Objectives: ", term("median"), " change from baseline in the same futures, 80% band, share of futures better; the line marks no change. Risks: median level and 80% band. Shaded: the largest median improvement among strategies that are not barred by law."),
    );
  }

  /** One row: what every strategy changes of an objective. @param {string} name @param {Series[]} series */
  objective(name, series) {
    const outcome = this.model.outcome[name];
    const strategies = this.answer?.strategies ?? [];
    const found = strategies.map((one) => one.outcomes[name]);
    const lawful = found.filter((_, place) => strategies[place].finding !== "barred");
    const best = Math.min(0, ...lawful.map((one) => one.change.q50));
    const low = Math.min(0, ...found.map((one) => one.change.q10));
    const high = Math.max(0, ...found.map((one) => one.change.q90));
    const beside = found[0].baseline.q50;
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, outcome.label, h("div.small", {}, `Baseline ${number(beside)} ${outcome.unit === "1" ? "(1 is the end of 2024)" : outcome.unit_label}`)),
      found.map((one, place) =>
        h(
          best < 0 && lawful.includes(one) && one.change.q50 === best ? "td.best" : "td",
          {},
          h("b", {}, change(one.change.q50, beside)),
          strip(one, low, high, series[place].color),
          h("div.small", {}, `${changes(one.change.q10, one.change.q90, beside)}; better in ${percent(one.p_better)}`),
        ),
      ),
    );
  }

  /** @param {Series[]} series @param {string} outcome */
  drawPairs(series, outcome) {
    const shares = new Map((this.answer?.pairs ?? []).filter((one) => one.outcome === outcome).map((one) => [`${one.a} ${one.b}`, one.p_a_better]));
    put(
      this.pairs,
      h("h2", {}, "Share of futures in which the row is better than the column"),
      h("p.small", {}, `${this.model.outcome[outcome].label}, in the same future.`),
      series.length < 2
        ? h("p", {}, "Choose a second strategy.")
        : h(
            "table.grid",
            {},
            h("thead", {}, h("tr", {}, h("td"), series.map((one) => h("th", { scope: "col" }, one.name)))),
            h(
              "tbody",
              {},
              series.map((a) =>
                h(
                  "tr",
                  {},
                  h("th", { scope: "row" }, a.name),
                  series.map((b) => h("td", {}, a === b ? "–" : percent(shares.get(`${a.id} ${b.id}`) ?? NaN))),
                ),
              ),
            ),
          ),
    );
  }

  async copy() {
    const { shown } = this.fan;
    if (shown) await this.tell.copy(`${shown.axis}\n${asTable(shown.bands, shown.years, shown.series)}`, "The numbers of the chart are on the clipboard.");
  }
}

/** @param {number} levers */
function count(levers) {
  return `${levers} ${levers === 1 ? "lever" : "levers"} moved`;
}

/** What counts as a speck of a level. @param {Found} found */
function scaleOf(found) {
  return found.unit === "1" ? 1 : Math.max(Math.abs(found.strategy.q90), Math.abs(found.baseline.q50));
}

/** An 80% band of changes on the scale of its row. @param {Found} found @param {number} low @param {number} high @param {string} color */
function strip(found, low, high, color) {
  const at = (/** @type {number} */ value) => (100 * (value - low)) / (high - low || 1);
  const { q10, q50, q90 } = found.change;
  return s(
    "svg",
    { class: "change-strip", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    s("rect", { class: "change-zero", x: Math.min(at(0), 99.4), y: 0, width: 0.6, height: 10 }),
    s("rect", { x: at(q10), y: 3, width: Math.max(0.6, at(q90) - at(q10)), height: 4, fill: color, opacity: 0.38 }),
    s("rect", { x: Math.min(98.8, Math.max(0, at(q50) - 0.6)), y: 1, width: 1.2, height: 8, fill: color }),
  );
}

/** @param {Series} one */
function line(one) {
  return s("svg", { class: "swatch", width: 18, height: 8, "aria-hidden": "true" }, s("line", { x1: 0, y1: 4, x2: 18, y2: 4, stroke: one.color, "stroke-width": 3, "stroke-dasharray": (one.dash ?? []).join(" ") }));
}

/** @param {string} id @param {string} [color] */
function swatch(id, color) {
  const ink = INKS[id] ?? { light: color ?? "#5f6772" };
  return line({ id, name: id, color: inTheme(ink), dash: ink.dash });
}

/** A color as it reads on the paper of the theme. @param {Ink} ink */
function inTheme({ light, dark }) {
  if (document.documentElement.dataset.theme !== "dark") return light;
  if (dark) return dark;
  const parts = [1, 3, 5].map((at) => parseInt(light.slice(at, at + 2), 16));
  return `#${parts.map((part) => Math.round(part + (255 - part) * 0.42).toString(16).padStart(2, "0")).join("")}`;
}
