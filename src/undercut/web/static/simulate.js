// @ts-check
// The first view: three numbers, two charts, the budget, the law in short, and what moved it.

import { asTable, Fan, inWords } from "./charts.js";
import { choice, h, put, s, say } from "./dom.js";
import { badge } from "./levers.js";
import { FINDINGS, interval, label, money, number, percent, sentence, signed, term } from "./words.js";

const TOP_MOVERS = 7;

/** @typedef {import("./charts.js").Series} Series */

/** @param {any} model @param {string} name */
export function unitOf(model, name) {
  return model.outcome[name].unit_label;
}

/** @param {any} model @param {string} title @returns {Series[]} */
export function pairOf(model, title) {
  const css = getComputedStyle(document.documentElement);
  return [
    { id: "baseline", name: "Baseline", color: css.getPropertyValue("--baseline").trim(), dash: [5, 3] },
    { id: "strategy", name: title, color: css.getPropertyValue("--accent").trim() },
  ];
}

export class Simulate {
  /** @param {any} model @param {any} tell */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    this.cards = Object.fromEntries(model.objectives.map((/** @type {string} */ name) => [name, new Card(model, name)]));
    this.fans = [new Fan("First chart"), new Fan("Second chart")];
    this.pickers = this.fans.map((_, place) => h("span.picker"));
    this.budget = h("div");
    this.law = h("div");
    this.moved = h("div");
    this.assumed = h("p.assumed", { hidden: true });
    this.element = h(
      "div.results",
      {},
      h("section.cards", { "aria-label": "Headline results" }, Object.values(this.cards).map((card) => card.element)),
      this.assumed,
      h(
        "section.charts",
        { "aria-label": "Charts" },
        this.fans.map((fan, place) =>
          h(
            "article.panel.chart",
            {},
            h("div.chart-head", {}, this.pickers[place], h("button.quiet", { type: "button", "aria-label": `Copy the data of chart ${place + 1}`, on: { click: () => this.copy(place) } }, "Copy data")),
            fan.legend,
            fan.element,
          ),
        ),
      ),
      h(
        "section.panels",
        { "aria-label": "Cost, law and contributions" },
        h("article.panel", {}, h("h2", {}, "Budget"), this.budget),
        h("article.panel", {}, h("h2", {}, "The law"), this.law),
        h("article.panel", {}, h("h2", {}, term("What moved it", "what moved it")), this.moved),
      ),
    );
    /** @type {any} */
    this.answer = null;
  }

  /** @param {import("./state.js").State} state */
  choose(state) {
    this.pickers.forEach((picker, place) => {
      const options = Object.values(this.model.outcome).map((/** @type {any} */ one) => ({ id: one.id, label: one.label }));
      put(picker, choice(`Chart ${place + 1} shows`, options, state.charts[place], (name) => this.tell.chart(place, name), `chart-${place + 1}`));
    });
  }

  /**
   * Show an answer.
   * @param {any} answer @param {import("./state.js").State} state
   * @returns {Promise<void>} done when the last chart is drawn
   */
  async show(answer, state) {
    this.answer = answer;
    const entry = answer.strategies[answer.strategies.length - 1];
    for (const [name, card] of Object.entries(this.cards)) card.show(entry.outcomes[name]);
    this.showAssumed(answer);
    this.showBudget(answer, state);
    await Promise.all(this.fans.map((fan, place) => this.draw(fan, state.charts[place], answer, state)));
  }

  /** @param {Fan} fan @param {string} name @param {any} answer @param {import("./state.js").State} state */
  async draw(fan, name, answer, state) {
    const bands = answer.bands[name];
    if (!bands) return;
    const series = pairOf(this.model, state.title);
    await fan.draw({
      series,
      bands,
      years: bands.years,
      observed: this.model.outcome[name].observed,
      axis: sentence(unitOf(this.model, name)),
      words: inWords(`${bands.label}, ${unitOf(this.model, name)}`, bands.years, series, bands),
    });
  }

  /** @param {any} answer */
  showAssumed(answer) {
    const held = Object.entries(answer.assumptions);
    this.assumed.hidden = held.length === 0;
    if (!held.length) return;
    const parts = this.model.objectives.map((/** @type {string} */ name) => {
      const change = answer.assumption_change[name];
      return `${this.model.outcome[name].label} ${signed(change.q50)} (${interval(change.q10, change.q90, signed)})`;
    });
    put(this.assumed, h("b", {}, `${held.length} ${held.length > 1 ? "assumptions" : "assumption"} held. `), `The assumptions alone moved the baseline: ${parts.join("; ")}. The change above is what the strategy did on top.`);
  }

  /** @param {any} answer @param {import("./state.js").State} state */
  showBudget(answer, state) {
    const entry = answer.strategies[answer.strategies.length - 1];
    const { budget, cost } = answer;
    const limit = state.budget;
    const top = Math.max(budget.peak, limit ?? 0, 1);
    const over = limit !== null && budget.peak > limit * (1 + 1e-9);
    const field = h("input", {
      type: "number",
      min: 0,
      step: 0.05,
      value: limit === null ? "" : String(limit / 1e9),
      placeholder: "none",
      "aria-label": "Yearly limit, billion USD",
      on: { change: () => this.tell.budget(Number(field.value) > 0 ? Number(field.value) * 1e9 : null) },
    });
    if (document.activeElement?.getAttribute("aria-label") === "Yearly limit, billion USD" && this.budget.contains(document.activeElement)) return;
    const payers = Object.entries(entry.cost.by_payer).map(([payer, found]) => h("li", {}, h("span", {}, this.model.payers[payer] ?? label(payer)), h("b", {}, money(/** @type {any} */ (found).q50))));
    put(
      this.budget,
      h("p.meter-line", {}, h("b.big", {}, money(budget.peak)), ` added in the highest year, ${budget.peak_fiscal_year}`),
      meter(budget.peak / top, limit === null ? null : limit / top, over, `Peak ${money(budget.peak)} a year${limit === null ? ", no limit set" : ` of ${money(limit)}`}`),
      h("label.limit", {}, "Limit, $ billion a year ", field, over ? h("b.bad", {}, "passed") : limit === null ? null : h("span.good", {}, "kept")),
      h("ul.rows", {}, payers, h("li", {}, h("span", {}, term("Present value", "present value")), h("b", {}, entry.cost.present_value.q10 === entry.cost.present_value.q90 ? money(entry.cost.present_value.q50) : `${money(entry.cost.present_value.q50)} (${interval(entry.cost.present_value.q10, entry.cost.present_value.q90, money)})`))),
      Object.keys(cost.by_lever).length ? null : h("p.small", {}, "Nothing is added: every lever stands at baseline."),
    );
  }

  /** @param {any} answer @param {import("./state.js").State} state */
  showLaw(answer, state) {
    const found = Object.entries(answer.law.levers);
    const order = ["barred", "contested", "permitted_if", "permitted"];
    const counts = order.map((finding) => [finding, found.filter(([, one]) => one === finding)]).filter(([, list]) => list.length);
    const worst = counts[0];
    put(
      this.law,
      h("p.law-head", {}, found.length ? [badge(answer.law.finding), answer.law.finding === "barred" ? " The strategy is unlawful as written." : " is the most restrictive finding."] : "No lever is in use that the law must answer for."),
      counts.length > 0 && worst[0] !== "permitted"
        ? h("p.small", {}, `${FINDINGS[String(worst[0])]}: ${/** @type {any[]} */ (worst[1]).map(([id]) => this.model.byId[id].label).slice(0, 3).join(", ")}${worst[1].length > 3 ? ` and ${worst[1].length - 3} more` : ""}.`)
        : null,
      h("div.law-facts", {}, this.tell.lawControls(state)),
      this.warnings(answer),
      h("button.link", { type: "button", on: { click: () => this.tell.tab("law") } }, "Findings, conditions and authorities"),
    );
  }

  /** @param {any} answer */
  warnings(answer) {
    const own = answer.warnings.filter((/** @type {string} */ text) => text !== this.model.basis && !text.includes("unlawful as written"));
    if (!own.length) return null;
    const shown = own.map((/** @type {string} */ text) => text.replace(/^my-strategy: /, ""));
    const more = shown.length > 1 ? `${shown.length} warnings, all under Law. ` : "";
    return h("ul.warnings", {}, h("li", {}, h("span.clamp", { title: shown[0] }, more, shown[0])));
  }

  /** @param {{id: string, change: number}[] | null} movers @param {string} objective @param {boolean} done */
  showMovers(movers, objective, done) {
    const outcome = this.model.outcome[objective];
    if (!movers) {
      put(this.moved, h("p.small", {}, "Move a lever and let it rest: each lever is then taken out in turn."));
      return;
    }
    const sorted = [...movers].sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
    const top = Math.max(...sorted.map((one) => Math.abs(one.change)), 1e-12);
    put(
      this.moved,
      h("p.small", {}, `${outcome.label}, ${outcome.unit_label}: median change that goes with each lever (128 futures${done ? "" : ", still counting"}).`),
      h(
        "ul.movers",
        {},
        sorted.slice(0, TOP_MOVERS).map((one) => h("li", {}, h("span.mover-name", {}, this.model.byId[one.id].label), bar(one.change / top), h("b", {}, signed(one.change)))),
      ),
      sorted.length > TOP_MOVERS ? h("p.small", {}, `${sorted.length - TOP_MOVERS} more move it less.`) : null,
    );
  }

  /** @param {number} place */
  async copy(place) {
    const fan = this.fans[place];
    if (!fan.shown) return;
    await this.tell.copy(`${fan.shown.axis}\n${asTable(fan.shown.bands, fan.shown.years, fan.shown.series)}`, "The numbers of the chart are on the clipboard.");
  }
}

/** One headline number with its band and its change. */
class Card {
  /** @param {any} model @param {string} name */
  constructor(model, name) {
    this.outcome = model.outcome[name];
    this.value = h("span.card-value");
    this.band = h("span.card-band");
    this.change = h("span.card-change");
    this.better = h("span.card-better");
    this.drawing = s("svg", { class: "card-strip", "aria-hidden": "true" });
    this.period = h("span");
    this.element = h(
      "article.panel.card",
      { data: { outcome: name } },
      h("h2", {}, name === "network_capability" ? term(this.outcome.label, "network capability") : this.outcome.label),
      h("p.card-unit", {}, this.outcome.unit_label, ", ", this.period),
      h("p.card-main", {}, this.value, this.band),
      this.drawing,
      h("p.card-sub", {}, this.change, this.better),
    );
  }

  /** @param {any} found */
  show(found) {
    const { baseline, strategy, change } = found;
    say(this.value, number(strategy.q50));
    put(this.band, h("span.nowrap", {}, interval(strategy.q10, strategy.q90)), " ", term("80% band"));
    say(this.period, found.period.replace(":", "\u2013"));
    const same = change.q05 === 0 && change.q95 === 0;
    const good = change.q50 < 0 !== this.outcome.higher_is_better;
    this.change.className = `card-change ${same || change.q50 === 0 ? "" : good ? "good" : "bad"}`;
    say(this.change, same ? "as at baseline" : `${signed(change.q50)} (${interval(change.q10, change.q90, signed)})`);
    put(this.better, same ? "" : [term("better in", "better in"), ` ${percent(found.p_better)} of futures`]);
    this.strip(baseline, strategy);
  }

  /** Two bands on one line: baseline above, strategy below. @param {any} baseline @param {any} strategy */
  strip(baseline, strategy) {
    const low = Math.min(baseline.q05, strategy.q05);
    const high = Math.max(baseline.q95, strategy.q95);
    const at = (/** @type {number} */ value) => `${(100 * (value - low)) / (high - low || 1)}%`;
    const wide = (/** @type {number} */ from, /** @type {number} */ to) => `${(100 * (to - from)) / (high - low || 1)}%`;
    const row = (/** @type {any} */ band, /** @type {number} */ y, /** @type {string} */ kind) => [
      s("rect", { class: `${kind} wide`, x: at(band.q10), y: y + 1.5, width: wide(band.q10, band.q90), height: 3, rx: 1.5 }),
      s("rect", { class: `${kind} half`, x: at(band.q25), y, width: wide(band.q25, band.q75), height: 6, rx: 2 }),
      s("rect", { class: `${kind} tick`, x: at(band.q50), y: y - 1.5, width: 2.5, height: 9 }),
    ];
    put(this.drawing, row(baseline, 2, "base"), row(strategy, 13, "mine"));
  }
}

/** @param {number} share @param {number | null} limit @param {boolean} over @param {string} words */
function meter(share, limit, over, words) {
  const width = 100;
  return s(
    "svg",
    { class: `meter${over ? " over" : ""}`, viewBox: "0 0 100 8", preserveAspectRatio: "none", role: "img", "aria-label": words },
    s("rect", { class: "meter-back", x: 0, y: 0, width, height: 8 }),
    s("rect", { class: "meter-fill", x: 0, y: 0, width: Math.max(0, share) * width, height: 8 }),
    limit === null ? null : s("rect", { class: "meter-limit", x: Math.min(limit * width, width - 0.7), y: 0, width: 0.7, height: 8 }),
  );
}

/** @param {number} share of the longest bar; less is better for every objective */
function bar(share) {
  const size = Math.abs(share) * 50;
  return s(
    "svg",
    { class: "mover-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    s("rect", { class: "mover-axis", x: 49.7, y: 0, width: 0.6, height: 10 }),
    s("rect", { class: share < 0 ? "mover-good" : "mover-bad", x: share < 0 ? 50 - size : 50, y: 1, width: Math.max(size, 0.4), height: 8 }),
  );
}
