// @ts-check
// Up to four strategies side by side, over the same futures and the same luck.

import { dropped, post } from "./api.js";
import { Fan, inWords } from "./charts.js";
import { choice, h, put } from "./dom.js";
import { badge } from "./levers.js";
import { unitOf } from "./simulate.js";
import { interval, label, money, number, percent, sentence, signed, term } from "./words.js";

const MOST = 4;

export class Compare {
  /** @param {any} model @param {any} tell */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    this.outcome = "us_overdose_deaths";
    this.picks = h("fieldset.picks");
    this.table = h("div.scroll", { tabindex: 0, role: "region", "aria-label": "Table of strategies" });
    this.pairs = h("div.scroll", { tabindex: 0, role: "region", "aria-label": "Shares of futures, pair by pair" });
    this.fan = new Fan("Chart of the strategies");
    this.picker = h("span.picker");
    this.note = h("p.small", { role: "status" });
    this.element = h(
      "div.view.compare",
      {},
      h("section.panel", {}, h("h2", {}, "Compare strategies"), this.picks, this.note),
      h("section.panel", {}, this.table),
      h("div.two", {}, h("section.panel.chart", {}, h("div.chart-head", {}, this.picker), this.fan.legend, this.fan.element), h("section.panel", {}, this.pairs)),
    );
    /** @type {AbortController | null} */
    this.asking = null;
    this.shown = "";
  }

  /** @param {import("./state.js").State} state @param {any} document */
  async show(state, document) {
    this.offer(state);
    const ids = state.compare.filter((id) => id !== "mine" || Object.keys(state.levers).length);
    if (!ids.length) {
      this.shown = "";
      put(this.note, "Choose a strategy above. Yours joins in once a lever is off baseline.");
      put(this.table);
      put(this.pairs);
      return;
    }
    const strategies = ids.map((id) => (id === "mine" ? document : id));
    const key = JSON.stringify([strategies, state.assume]);
    if (key === this.shown) return this.draw(state);
    this.asking?.abort();
    this.asking = new AbortController();
    put(this.note, "Simulating 512 futures for each strategy…");
    try {
      this.answer = await post("/api/compare", { strategies, futures: 512, assumptions: state.assume }, this.asking.signal);
    } catch (failure) {
      if (!dropped(failure)) {
        put(this.note, String(/** @type {any} */ (failure).message));
        this.tell.failed(failure);
      }
      return;
    }
    this.shown = key;
    put(this.note, `${this.answer.futures} futures, the same for every strategy; seed ${this.answer.seed}. ${this.model.basis}`);
    await this.draw(state);
  }

  /** @param {import("./state.js").State} state */
  offer(state) {
    const offered = [{ id: "mine", title: state.title }, ...this.model.strategies.filter((/** @type {any} */ one) => one.id !== "baseline")];
    put(
      this.picks,
      h("legend", {}, `Up to ${MOST}, beside baseline`),
      offered.map(({ id, title }) => {
        const box = h("input", {
          type: "checkbox",
          checked: state.compare.includes(id),
          on: {
            change: () => {
              const chosen = state.compare.filter((one) => one !== id);
              if (box.checked) chosen.push(id);
              this.tell.compare(chosen.slice(-MOST));
            },
          },
        });
        return h("label.pick", {}, box, title, id === "mine" ? h("span.small", {}, " (your levers)") : null);
      }),
    );
  }

  /** @param {import("./state.js").State} state */
  async draw(state) {
    const { strategies, bands, pairs } = this.answer;
    const model = this.model;
    const names = Object.fromEntries(strategies.map((/** @type {any} */ one) => [one.id, one.id === "my-strategy" ? `${state.title} (yours)` : one.title]));
    const spare = [...model.colors.spare];
    const dark = document.documentElement.dataset.theme === "dark";
    const series = strategies.map((/** @type {any} */ one) => ({ id: one.id, name: names[one.id], color: lighten(one.id === "my-strategy" ? "#1f5fa8" : one.id === "support-not-supplant" ? "#a8326f" : (model.colors.strategies[one.id] ?? spare.shift()), dark) }));
    const base = { id: "baseline", name: "Baseline", color: getComputedStyle(document.documentElement).getPropertyValue("--baseline").trim(), dash: [5, 3] };
    const rows = [...model.objectives, "escalations", "host_consent", "killed_by_force", "civilian_harm", "reversals"];
    put(
      this.table,
      h(
        "table.grid",
        {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Yearly means, last five years"), series.map((/** @type {any} */ one) => h("th", { scope: "col" }, names[one.id])))),
        h(
          "tbody",
          {},
          h("tr", {}, h("th", { scope: "row" }, "The law"), strategies.map((/** @type {any} */ one) => h("td", {}, badge(one.finding)))),
          h("tr", {}, h("th", { scope: "row" }, term("Present value", "present value"), " of added cost"), strategies.map((/** @type {any} */ one) => h("td", {}, h("b", {}, money(one.cost.present_value.q50)), h("div.small", {}, interval(one.cost.present_value.q10, one.cost.present_value.q90, money))))),
          rows.map((name) => {
            const objective = model.objectives.includes(name);
            const found = strategies.map((/** @type {any} */ one) => one.outcomes[name] ?? one.risks[name]);
            const lawful = found.filter((/** @type {any} */ _, /** @type {number} */ place) => strategies[place].finding !== "barred");
            const best = objective ? Math.min(0, ...lawful.map((/** @type {any} */ one) => one.change.q50)) : 0;
            return h(
              "tr",
              {},
              h("th", { scope: "row" }, model.labels[name] ?? label(name), h("div.small", {}, baselineOf(model, name, found[0]))),
              found.map((/** @type {any} */ one) =>
                h(
                  best < 0 && lawful.includes(one) && one.change.q50 === best ? "td.best" : "td",
                  {},
                  h("b", {}, objective ? signed(one.change.q50) : number(speck(one.strategy.q50, one.strategy.q90))),
                  h("div.small", {}, objective ? `${interval(one.change.q10, one.change.q90, signed)}; better in ${percent(one.p_better)}` : interval(one.strategy.q10, one.strategy.q90)),
                ),
              ),
            );
          }),
        ),
      ),
      h("p.small", {}, "Objectives: median change from baseline, 80% band, share of futures better. Risks: median level and 80% band. Shaded: the largest median improvement among strategies that are not barred by law."),
    );
    const options = model.objectives.map((/** @type {string} */ name) => ({ id: name, label: model.outcome[name].label }));
    put(this.picker, choice("Outcome", options, this.outcome, (name) => { this.outcome = name; this.draw(state); }, "compare-outcome"));
    const of = bands[this.outcome];
    const first = of[strategies[0].id];
    const all = Object.fromEntries([["baseline", first.baseline], ...strategies.map((/** @type {any} */ one) => [one.id, of[one.id].strategy])]);
    put(
      this.pairs,
      h("h2", {}, "Share of futures in which the row is better than the column"),
      h("p.small", {}, `${model.outcome[this.outcome].label}, in the same future.`),
      h(
        "table.grid",
        {},
        h("thead", {}, h("tr", {}, h("td"), series.map((/** @type {any} */ one) => h("th", { scope: "col" }, one.name)))),
        h(
          "tbody",
          {},
          series.map((/** @type {any} */ a) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, a.name),
              series.map((/** @type {any} */ b) => {
                const pair = pairs.find((/** @type {any} */ one) => one.a === a.id && one.b === b.id && one.outcome === this.outcome);
                return h("td", {}, pair ? percent(pair.p_a_better) : "–");
              }),
            ),
          ),
        ),
      ),
    );
    await this.fan.draw({
      series: [base, ...series],
      bands: all,
      years: first.years,
      observed: model.outcome[this.outcome].observed,
      axis: sentence(unitOf(model, this.outcome)),
      words: inWords(model.outcome[this.outcome].label, first.years, [base, ...series], all),
      fans: false,
    });
  }
}

/** A level that is nothing beside its band reads as none. @param {number} value @param {number} beside */
function speck(value, beside) {
  return Math.abs(value) < Math.abs(beside) / 1000 ? 0 : value;
}

/** @param {any} model @param {string} name @param {any} found */
function baselineOf(model, name, found) {
  const outcome = model.outcome[name];
  const written = number(found.baseline.q50);
  if (outcome?.unit === "1") return `Baseline ${written}${outcome.kind === "objective" ? "; 1 is the end of 2024" : ", an index"}`;
  return `Baseline ${written} ${outcome?.unit_label ?? "events a year"}`;
}

/** @param {string} color @param {boolean} dark */
function lighten(color, dark) {
  if (!dark) return color;
  const parts = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return `#${parts.map((part) => Math.round(part + (255 - part) * 0.42).toString(16).padStart(2, "0")).join("")}`;
}
