// @ts-check
// The first view: three numbers, two charts, the budget, the law in short, and what moved it.

import { asTable, Fan, inWords } from "./charts.js";
import { choice, h, put, s, say } from "./dom.js";
import { badge } from "./levers.js";
import { change, changes, FINDINGS, interval, isSpeck, label, money, number, percent, sentence, term, unplaced } from "./words.js";

const TOP_MOVERS = 7;

/** @typedef {import("./charts.js").Series} Series */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Found} Found */
/** @typedef {import("./types.js").Quantiles} Quantiles */

/** @param {string} title @returns {Series[]} */
function pairOf(title) {
  const css = getComputedStyle(document.documentElement);
  return [
    { id: "baseline", name: "Baseline", color: css.getPropertyValue("--baseline").trim(), dash: [5, 3] },
    { id: "strategy", name: title, color: css.getPropertyValue("--accent").trim() },
  ];
}

export class Simulate {
  /** @param {Model} model @param {import("./types.js").Tell} tell */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    this.cards = Object.fromEntries(model.objectives.map((name) => [name, new Card(model, name)]));
    this.fans = [new Fan("First chart"), new Fan("Second chart")];
    this.pickers = this.fans.map(() => h("span.picker"));
    /** @type {Record<string, number>} level of an objective, beside which a change is small or not */
    this.level = {};
    this.budget = h("div");
    this.law = h("div");
    this.moved = h("div");
    this.apart = h("section.apart", { "aria-label": "What the assumptions changed", hidden: true });
    this.element = h(
      "div.results",
      {},
      h("section.cards", { "aria-label": "Headline results" }, Object.values(this.cards).map((card) => card.element)),
      this.apart,
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
  }

  /** @param {State} state */
  choose(state) {
    this.pickers.forEach((picker, place) => {
      const options = this.model.outcomes.map(({ id, label }) => ({ id, label }));
      put(picker, choice(`Chart ${place + 1} shows`, options, state.charts[place], (name) => this.tell.change((now) => (now.charts[place] = name)), `chart-${place + 1}`));
    });
  }

  /**
   * Show an answer.
   * @param {Answer} answer @param {State} state
   * @returns {Promise<void>} done when the last chart is drawn
   */
  async show(answer, state) {
    const entry = answer.strategies[answer.strategies.length - 1];
    for (const [name, card] of Object.entries(this.cards)) {
      card.show(entry.outcomes[name]);
      this.level[name] = entry.outcomes[name].baseline.q50;
    }
    this.showApart(answer, state);
    this.showBudget(answer, state);
    await Promise.all(this.fans.map((fan, place) => this.draw(fan, state.charts[place], answer, state)));
  }

  /** @param {Fan} fan @param {string} name @param {Answer} answer @param {State} state */
  async draw(fan, name, answer, state) {
    const bands = answer.bands[name];
    if (!bands) return;
    const series = pairOf(state.title);
    const outcome = this.model.outcome[name];
    await fan.draw({
      series,
      bands: { baseline: bands.baseline, strategy: bands.strategy },
      years: bands.years,
      observed: outcome.observed,
      axis: sentence(outcome.unit_label),
      words: inWords(`${bands.label}, ${outcome.unit_label}`, bands.years, series, { baseline: bands.baseline, strategy: bands.strategy }),
    });
  }

  /** Keep two effects apart: what was assumed, and what the strategy did. @param {Answer} answer @param {State} state */
  showApart(answer, state) {
    const held = this.model.alternatives.filter((one) => answer.assumptions[one.id]);
    this.apart.hidden = held.length === 0;
    if (!held.length) return;
    const entry = answer.strategies[answer.strategies.length - 1];
    const names = held.map((one) => `${one.label}: ${one.options.find((option) => option.id === answer.assumptions[one.id])?.label}`).join("; ");
    const moved = Object.keys(state.levers).length > 0;
    const cell = (/** @type {Quantiles | undefined} */ band, /** @type {Found} */ beside, /** @type {string} */ tag = "td") =>
      h(tag, {}, band ? [h("b", {}, change(band.q50, beside.baseline.q50)), ` ${changes(band.q10, band.q90, beside.baseline.q50)}`] : "…");
    const row = (/** @type {unknown} */ head, /** @type {(name: string) => Quantiles | undefined} */ of) =>
      h("tr", {}, h("th", { scope: "row" }, head), this.model.objectives.map((name) => cell(of(name), entry.outcomes[name])));
    put(
      this.apart,
      h(
        "table",
        {},
        h("caption", {}, h("b", {}, `${held.length} ${held.length > 1 ? "assumptions" : "assumption"} held. `), h("span", { title: names }, names)),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Change of the median"), this.model.objectives.map((name) => h("th", { scope: "col" }, this.model.outcome[name].label)))),
        h(
          "tbody",
          {},
          row([term("Assumption", "assumption"), ", on the baseline"], (name) => answer.assumption_change[name]),
          moved ? row([term("Assumption", "assumption"), ", on the strategy"], (name) => answer.assumption_change_strategy[name]) : null,
          moved ? row([term("Strategy", "strategy"), ", assumption held"], (name) => entry.outcomes[name].change) : null,
        ),
      ),
    );
  }

  /** @param {Answer} answer @param {State} state */
  showBudget(answer, state) {
    const entry = answer.strategies[answer.strategies.length - 1];
    const { budget, cost } = answer;
    const value = entry.cost.present_value;
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
      on: { change: () => this.tell.change((now) => (now.budget = Number(field.value) > 0 ? Number(field.value) * 1e9 : null)) },
    });
    if (document.activeElement?.getAttribute("aria-label") === "Yearly limit, billion USD" && this.budget.contains(document.activeElement)) return;
    const payers = Object.entries(entry.cost.by_payer).map(([payer, found]) => h("li", {}, h("span", {}, this.model.payers[payer] ?? label(payer)), h("b", {}, money(found.q50))));
    put(
      this.budget,
      h("p.meter-line", {}, h("b.big", {}, money(budget.peak)), ` added in the highest year, ${budget.peak_fiscal_year}`),
      meter(budget.peak / top, limit === null ? null : limit / top, over, `Peak ${money(budget.peak)} a year${limit === null ? ", no limit set" : ` of ${money(limit)}`}`),
      h("label.limit", {}, "Limit $", field, "billion a year", over ? h("b.bad", {}, "passed") : limit === null ? null : h("span.good", {}, "kept")),
      h("ul.rows", {}, payers, h("li", {}, h("span", {}, term("Present value", "present value")), h("b", {}, money(value.q50), value.q10 === value.q90 ? null : h("span.small", {}, interval(value.q10, value.q90, money))))),
      Object.keys(cost.by_lever).length ? null : h("p.small", {}, "Nothing is added: every lever stands at baseline."),
    );
  }

  /** @param {Answer} answer @param {State} state */
  showLaw(answer, state) {
    const found = Object.entries(answer.law.levers);
    const order = ["barred", "contested", "permitted_if", "permitted"];
    const worst = order.find((finding) => found.some(([, one]) => one === finding));
    const named = found.filter(([, one]) => one === worst).map(([id]) => this.model.byId[id].label);
    put(
      this.law,
      h("p.law-head", {}, found.length ? [badge(answer.law.finding), answer.law.finding === "barred" ? " The strategy is unlawful as written." : " is the most restrictive finding."] : "No lever is in use that the law must answer for."),
      worst && worst !== "permitted" ? h("p.small", {}, `${FINDINGS[worst]}: ${named.slice(0, 3).join(", ")}${named.length > 3 ? ` and ${named.length - 3} more` : ""}.`) : null,
      h("div.law-facts", {}, this.tell.lawControls(state)),
      this.warnings(answer),
      h("button.link", { type: "button", on: { click: () => this.tell.tab("law") } }, "Findings, conditions and authorities"),
    );
  }

  /** @param {Answer} answer */
  warnings(answer) {
    const own = answer.warnings.filter((text) => text !== this.model.basis && !text.includes("unlawful as written"));
    if (!own.length) return null;
    const shown = own.map(unplaced);
    const more = shown.length > 1 ? `${shown.length} warnings, all under Law. ` : "";
    return h("ul.warnings", {}, h("li", {}, h("span.clamp", { title: shown[0] }, more, shown[0])));
  }

  /** @param {{id: string, change: number}[] | null} movers @param {string} objective @param {boolean} done */
  showMovers(movers, objective, done) {
    const outcome = this.model.outcome[objective];
    if (!movers) {
      put(this.moved, h("p.small", {}, "Move a ", term("lever"), " and let it rest: each lever is then taken out in turn."));
      return;
    }
    const sorted = [...movers].sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
    const beside = this.level[objective] ?? 0;
    const seen = (/** @type {number} */ value) => (isSpeck(value, beside) ? 0 : value);
    const top = Math.max(...sorted.map((one) => Math.abs(one.change)), Math.abs(beside) * 0.0001, 1e-12);
    put(
      this.moved,
      h("p.small", {}, `${outcome.label}, ${outcome.unit_label}: median change that goes with each lever (128 futures${done ? "" : ", still counting"}).`),
      h(
        "ul.movers",
        {},
        sorted.slice(0, TOP_MOVERS).map((one) => h("li", {}, h("span.mover-name", { title: this.model.byId[one.id].label }, this.model.byId[one.id].label), bar(seen(one.change) / top), h("b", {}, change(one.change, beside)))),
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
  /** @param {Model} model @param {string} name */
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

  /** @param {Found} found */
  show(found) {
    const { baseline, strategy, change: moved } = found;
    const beside = baseline.q50;
    say(this.value, number(strategy.q50));
    put(this.band, h("span.nowrap", {}, interval(strategy.q10, strategy.q90)), " ", term("80% band"));
    say(this.period, found.period.replace(":", "\u2013"));
    const same = moved.q05 === 0 && moved.q95 === 0;
    const hardly = isSpeck(moved.q10, beside) && isSpeck(moved.q90, beside);
    const good = moved.q50 < 0 !== this.outcome.higher_is_better;
    this.change.className = `card-change ${same || hardly || isSpeck(moved.q50, beside) ? "" : good ? "good" : "bad"}`;
    say(this.change, same ? "as at baseline" : hardly ? "hardly changes" : `${change(moved.q50, beside)} (${changes(moved.q10, moved.q90, beside)})`);
    put(this.better, same ? "" : [term("better in", "better in"), ` ${percent(found.p_better)} of futures`]);
    this.strip(baseline, strategy);
  }

  /** Two bands on one line: baseline above, strategy below. @param {Quantiles} baseline @param {Quantiles} strategy */
  strip(baseline, strategy) {
    const low = Math.min(baseline.q05, strategy.q05);
    const high = Math.max(baseline.q95, strategy.q95);
    const at = (/** @type {number} */ value) => `${(100 * (value - low)) / (high - low || 1)}%`;
    const wide = (/** @type {number} */ from, /** @type {number} */ to) => `${(100 * (to - from)) / (high - low || 1)}%`;
    const row = (/** @type {Quantiles} */ band, /** @type {number} */ y, /** @type {string} */ kind) => [
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
