// @ts-check
// The levers: native range inputs by family, each with its number, its unit and its legal badge.

import { h, say } from "./dom.js";
import { FINDINGS, GLOSSARY, label, level, number, sentence } from "./words.js";

/** @type {Record<string, string>} */
const FAMILIES = {
  logistics: "Logistics",
  cash: "Cash",
  executives: "Executives",
  suppliers: "Suppliers",
  market: "Market at home",
  institutions: "Institutions",
  force: "Force",
};

/** A round step, about two hundred over the range. @param {number} span */
export function stepOf(span) {
  const rough = span / 200;
  const scale = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((times) => times * scale).find((step) => step >= rough) ?? rough;
}

/** Bring a slider's value to a round level, or to baseline where it is nearest. @param {number} value @param {import("./types.js").Lever} lever */
export function snap(value, lever) {
  const step = stepOf(lever.max - lever.min);
  if (Math.abs(value - lever.baseline) <= step / 2) return lever.baseline;
  return Number(Math.min(lever.max, Math.max(lever.min, value)).toPrecision(10));
}

/** A level in words, beside baseline. @param {number} value @param {import("./types.js").Lever} lever */
export function inWords(value, lever) {
  const written = `${level(value)} ${lever.unit_label}`;
  if (value === lever.baseline) return `${written}, as at baseline`;
  if (lever.baseline === 0) return `${written}; baseline is none`;
  return `${written}, ${number(value / lever.baseline)} times baseline`;
}

/** What the law finds, with its meaning on hover. @param {string} finding */
export function badge(finding, faint = false) {
  const name = FINDINGS[finding] ?? label(finding);
  return h(`span.badge.${finding}${faint ? ".faint" : ""}`, { data: { tip: GLOSSARY[name] ?? name } }, name);
}

export class Levers {
  /**
   * @param {import("./types.js").Model} model
   * @param {Pick<import("./types.js").Tell, "move" | "rest" | "open">} tell
   */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    /** @type {Record<string, {lever: import("./types.js").Lever, slider: any, value: any, mark: any, row: any, track: any, shown: string}>} */
    this.rows = {};
    this.element = h(
      "section.levers",
      { "aria-label": "Levers" },
      model.families.map((family) =>
        h(
          "fieldset.family",
          { data: { family } },
          h("legend", {}, FAMILIES[family] ?? label(family)),
          model.levers.filter((lever) => lever.family === family).map((lever) => this.row(lever)),
        ),
      ),
    );
  }

  /** @param {import("./types.js").Lever} lever */
  row(lever) {
    const slider = h("input", {
      type: "range",
      min: lever.min,
      max: lever.max,
      step: stepOf(lever.max - lever.min),
      value: lever.baseline,
      id: `lever-${lever.id}`,
      "aria-label": lever.label,
      on: {
        input: () => this.tell.move(lever.id, snap(Number(slider.value), lever)),
        change: () => this.tell.rest(),
        dblclick: () => {
          this.tell.move(lever.id, lever.baseline);
          this.tell.rest();
        },
      },
    });
    const value = h("span.level");
    const unit = h("span.unit", {}, lever.unit_label);
    const mark = h("span.badge-slot");
    const name = h("button.lever-name", { type: "button", title: `${lever.label}: details`, "aria-label": `${lever.label}: details`, on: { click: () => this.tell.open(lever.id) } }, lever.label);
    const track = h("span.track", {}, slider);
    track.style.setProperty("--base", String((lever.baseline - lever.min) / (lever.max - lever.min)));
    const row = h("div.lever", { data: { lever: lever.id } }, name, track, h("span.amount", { title: lever.unit_text }, value, " ", unit), mark);
    this.rows[lever.id] = { lever, slider, value, mark, row, track, shown: "" };
    return row;
  }

  /** Show where the levers stand. @param {import("./types.js").State} state */
  show(state) {
    for (const { lever, slider, value, row, track } of Object.values(this.rows)) {
      const now = state.levers[lever.id]?.to ?? lever.baseline;
      if (snap(Number(slider.value), lever) !== now) slider.value = String(now);
      const words = inWords(now, lever);
      slider.setAttribute("aria-valuetext", words);
      slider.title = sentence(words);
      track.style.setProperty("--at", String((now - lever.min) / (lever.max - lever.min)));
      say(value, level(now));
      row.classList.toggle("moved", now !== lever.baseline);
    }
  }

  /** Show what the law says: of levers in use, and faintly of those that are not. @param {import("./types.js").Answer["law"]} law */
  judge(law) {
    for (const [id, row] of Object.entries(this.rows)) {
      const used = law.levers[id];
      const finding = used ?? law.outlook[id];
      const key = `${finding}${used ? "" : " faint"}`;
      if (!finding || row.shown === key) continue;
      row.shown = key;
      const made = badge(finding, !used);
      made.dataset.tip = `${used ? "As set" : "If it were raised"}: ${FINDINGS[finding].toLowerCase()}. ${GLOSSARY[FINDINGS[finding]]}`;
      row.mark.replaceChildren(made);
    }
  }
}
