// @ts-check
// What leaves the screen: the settings for paper, the results as a table of text.

import { h, put } from "./dom.js";
import { label, level } from "./words.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Model} Model */

/** What a barred strategy carries on every output. @param {Answer | null} answer */
export function mark(answer) {
  return answer?.law.finding === "barred" ? " (unlawful as written)" : "";
}

/** Show the settings in words, for paper. @param {any} element @param {State} state @param {Model} model */
export function showPrinted(element, state, model) {
  const rows = model.levers.filter((lever) => state.levers[lever.id]);
  put(
    element,
    h("h2", {}, "What is set"),
    rows.length ? null : h("p", {}, "Every lever stands at baseline."),
    h(
      "table.grid",
      {},
      h(
        "tbody",
        {},
        rows.map((lever) => {
          const set = state.levers[lever.id];
          return h(
            "tr",
            {},
            h("th", { scope: "row" }, lever.label),
            h("td", {}, `${level(set.to)} ${lever.unit_label} (baseline ${level(lever.baseline)})`),
            h("td", {}, `from ${set.from}, over ${set.ramp} months${set.until ? `, until ${set.until}` : ""}`),
          );
        }),
      ),
    ),
    h("p.small", {}, `${model.basis} Host ${label(state.host)}; ${Object.entries(state.facts).map(([name, value]) => `${label(name).toLowerCase()}: ${value}`).join(", ")}.${assumed(state, model)} ${location.href}`),
  );
}

/** @param {State} state @param {Model} model */
function assumed(state, model) {
  const held = model.alternatives.filter((one) => state.assume[one.id]);
  if (!held.length) return "";
  return ` Assumed in every future: ${held.map((one) => `${one.label}: ${one.options.find((option) => option.id === state.assume[one.id])?.label}`).join("; ")}.`;
}

/** Every result as tab-separated text, with all digits. @param {State} state @param {Answer} answer @param {Model} model */
export function asText(state, answer, model) {
  const entry = answer.strategies[answer.strategies.length - 1];
  const whose = /** @type {const} */ (["baseline", "strategy", "change"]);
  const which = /** @type {const} */ (["q10", "q50", "q90"]);
  const head = ["measure", "unit", "period", ...whose.flatMap((who) => which.map((q) => `${who} ${q}`)), "share of futures better"];
  const rows = Object.entries({ ...entry.outcomes, ...entry.risks }).map(([name, one]) => [model.labels[name] ?? name, one.unit, one.period, ...whose.flatMap((who) => which.map((q) => one[who][q])), one.p_better]);
  const title = `${state.title}${mark(answer)}; ${answer.futures} futures, seed ${answer.seed}, run ${answer.run_id}. ${model.basis}${assumed(state, model)}`;
  return [title, ...[head, ...rows].map((row) => row.join("\t"))].join("\n");
}
