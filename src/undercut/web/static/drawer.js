// @ts-check
// The drawer of a lever: what it is, its schedule, evidence, costs, authorities, cases, limits.

import { messageOf, record } from "./api.js";
import { h, put } from "./dom.js";
import { badge, inWords } from "./levers.js";
import { FIRST, LAST, START } from "./state.js";
import { FINDINGS, interval, label, level, money, sentence, term } from "./words.js";

/** @typedef {import("./types.js").LeverRecord} LeverRecord */

/** Findings that stand open; the others unfold. */
const FEW = 6;

/** @type {Record<string, string>} */
const ARTICLES = { average: "an average", marginal: "a marginal", budget: "a budget", contract: "a contract" };

export class Drawer {
  /** @param {import("./types.js").Model} model @param {Pick<import("./types.js").Tell, "set" | "evidence" | "openCase">} tell */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    this.body = h("div.drawer-body");
    this.element = h("dialog.drawer", { "aria-label": "Details" }, this.body);
    this.element.addEventListener("click", (/** @type {Event} */ event) => {
      if (event.target === this.element) this.element.close();
    });
    this.id = "";
  }

  /** @param {string} id @param {import("./types.js").State} state @param {import("./types.js").Answer["law"]} [law] */
  async open(id, state, law) {
    this.id = id;
    const lever = this.model.byId[id];
    this.element.setAttribute("aria-label", `${lever.label}: details`);
    put(this.body, this.head(lever, law), this.schedule(lever, state), h("p.loading", {}, "Reading the record…"));
    if (!this.element.open) this.element.showModal();
    this.body.scrollTop = 0;
    try {
      const found = await record(`/api/levers/${id}`);
      if (this.id === id) put(this.body, this.head(lever, law), this.schedule(lever, state), this.sections(found));
    } catch (failure) {
      if (this.id === id) this.body.lastChild?.replaceWith(h("p.error", {}, messageOf(failure)));
    }
  }

  /** @param {import("./types.js").Lever} lever @param {import("./types.js").Answer["law"]} [law] */
  head(lever, law) {
    const finding = law?.levers[lever.id] ?? law?.outlook[lever.id];
    return h(
      "div.drawer-head",
      {},
      h("div", {}, h("p.eyebrow", {}, `Lever · ${label(lever.family)}`), h("h2", {}, lever.label), finding ? badge(finding, !law?.levers[lever.id]) : null),
      h("button.quiet", { type: "button", "aria-label": "Close", on: { click: () => this.element.close() } }, "✕"),
    );
  }

  /** @param {import("./types.js").Lever} lever @param {import("./types.js").State} state */
  schedule(lever, state) {
    const set = state.levers[lever.id];
    const now = { to: set?.to ?? lever.baseline, from: set?.from ?? START, ramp: set?.ramp ?? lever.ramp, until: set?.until ?? "" };
    const said = h("p.small", { role: "status" }, `${sentence(inWords(now.to, lever))}. Baseline ${level(lever.baseline)}, range ${level(lever.min)} to ${level(lever.max)} ${lever.unit_label}.`);
    const change = () => {
      const to = Math.min(lever.max, Math.max(lever.min, Number(amount.value)));
      if (amount.value === "" || !Number.isFinite(to)) return;
      const setting = { to, from: from.value || START, ramp: Math.min(240, Math.max(0, Math.round(Number(ramp.value) || 0))) };
      if (setting.from < FIRST || setting.from > LAST) setting.from = START;
      if (until.value && until.value >= setting.from && until.value <= LAST) Object.assign(setting, { until: until.value });
      this.tell.set(lever.id, to === lever.baseline ? null : setting);
      said.textContent = `${sentence(inWords(to, lever))}.`;
    };
    const on = { change };
    const amount = h("input", { type: "number", min: lever.min, max: lever.max, step: "any", value: String(now.to), on });
    const from = h("input", { type: "month", min: FIRST, max: LAST, value: now.from, on });
    const ramp = h("input", { type: "number", min: 0, max: 240, step: 1, value: String(now.ramp), on });
    const until = h("input", { type: "month", min: FIRST, max: LAST, value: now.until, on });
    return h(
      "section.schedule",
      { "aria-label": "Schedule" },
      h("div.fields", {}, h("label", {}, `Level, ${lever.unit_label}`, amount), h("label", {}, "From", from), h("label", {}, "Months to build up", ramp), h("label", {}, "Until (optional)", until)),
      said,
      h("button.quiet", { type: "button", on: { click: () => { amount.value = String(lever.baseline); change(); } } }, "Back to baseline"),
    );
  }

  /** The same ten parts for every lever; a part without data says so. @param {LeverRecord} found */
  sections(found) {
    const findings = found.findings.map((row) => finding(row, found.sources, this.tell.evidence));
    const graded = Object.entries(found.grades).filter(([, count]) => count);
    const { unit_cost: cost, cost_detail: detail } = found;
    return [
      block("What it is", h("p", {}, found.definition), h("p.small", {}, `Planners call it: ${found.planners_call_it}. A unit: ${found.unit_text}.`)),
      block("Examples", h("p", {}, `${sentence(found.examples.join("; "))}.`), h("p.small", {}, found.consent_text)),
      block(
        "Key dynamics",
        h("p.small", {}, "What it moves in the model, and what is expected of it."),
        h("ul.dynamics", {}, found.dynamics.map((item) => h("li", {}, h("b", {}, `${item.quantity}: `), h("span.sign", {}, item.sign), h("div.small", {}, `${item.form}.`)))),
        h("p", {}, h("b", {}, "More of it: "), found.saturation),
      ),
      block(
        "Evidence",
        graded.length ? h("p.small", {}, graded.map(([grade, count]) => `${count} of grade ${grade}`).join(", "), ". ", term("Grade", "grade"), " A is strongest.") : h("p", {}, "No finding on this lever is on record."),
        h("ul.findings", {}, findings.slice(0, FEW)),
        findings.length > FEW ? h("details", {}, h("summary", {}, `The other ${findings.length - FEW} findings`), h("ul.findings", {}, findings.slice(FEW))) : null,
        h("p.small", {}, "What they do not show:"),
        h("ul.small", {}, found.not_shown.filter((text) => !text.includes(found.limits)).map((text) => h("li", {}, text))),
      ),
      block(
        "Costs",
        h("p", {}, price(cost, detail.kind), ` Paid by: ${found.payer_label}.${found.lead_label ? ` Led by ${found.lead_label}.` : ""}`),
        cost.low === cost.high ? null : h("p.small", {}, `How it was reached (an amount of a year, times the rise of prices to 2024): ${detail.derivation}`),
        detail.judged ? h("p.small", {}, `Judged: ${detail.judged}`) : null,
      ),
      block(
        "Authorities",
        found.authorities.length ? h("ul", {}, found.authorities.map((item) => h("li", {}, h("b", {}, item.citation), ` ${item.title}`))) : h("p", {}, "No authority is on record."),
        h("p.small", {}, found.contrast.length ? "Other ways of doing it, and what decides:" : "No other way of doing it is on record."),
        h("ul.small", {}, found.contrast.map((item) => h("li", {}, h("b", {}, `${item.label}: `), `${FINDINGS[item.kind]?.toLowerCase() ?? label(item.kind).toLowerCase()}; turns on ${item.turns_on}.`))),
      ),
      block(
        "Past cases",
        found.cases.length
          ? h("ul", {}, found.cases.map((item) => h("li", {}, h("button.link", { type: "button", on: { click: () => this.openCase(item.id) } }, `${item.short}, ${item.years}`), `: ${item.lesson}`)))
          : h("p", {}, "No case of this lever is on record."),
      ),
      block("Co-benefits", h("p", {}, found.co_benefits)),
      block(
        "Who bears the harms",
        h("p", {}, found.harms),
        h("p.small", {}, `Side effects on record: ${found.side_effects.join("; ")}. Their size is not known unless a finding above gives it.`),
      ),
      block("Limits", h("p", {}, found.limits)),
      h(
        "details.block",
        {},
        h("summary", {}, "Where the numbers of the slider come from"),
        h("p.small", {}, `Baseline of ${found.baseline_detail.period}: ${level(found.baseline)} (${interval(found.baseline_detail.low, found.baseline_detail.high)}). ${found.baseline_detail.judged ?? ""}`),
        h("p.small", {}, `Range: ${found.range_rationale}`),
        h("p.small", {}, `Build-up: ${found.ramp_detail.typical} months (${found.ramp_detail.low} to ${found.ramp_detail.high}). ${found.ramp_detail.rationale ?? ""}`),
      ),
    ];
  }

  /** @param {string} id */
  openCase(id) {
    this.element.close();
    this.tell.openCase(id);
  }
}

/** @param {string} title @param {...any} children */
export function block(title, ...children) {
  return h("section.block", {}, h("h3", {}, title), children);
}

/** @param {LeverRecord["unit_cost"]} cost @param {string} kind */
function price({ value, low, high }, kind) {
  if (low === high) return "The lever is counted in money: what is set is what it costs.";
  return [h("b", {}, money(value)), ` (${interval(low, high, money)}) for one unit held for a year, in 2024 dollars; ${ARTICLES[kind] ?? kind} cost.`];
}

/** @param {import("./types.js").Evidential} row @param {{key: string}[]} sources @param {(key: string) => void} open */
function finding(row, sources, open) {
  const cited = row.sources.filter((item) => sources.some((source) => source.key === item.key));
  return h(
    "li",
    {},
    h(`span.grade.grade-${row.grade}`, { title: `Grade ${row.grade}` }, row.grade),
    h("b", {}, sentence(row.outcome)),
    h("div", {}, row.text),
    h("div.small", {}, `${row.design_label}; ${row.place}; ${row.period}. ${row.mind} `, h("button.link", { type: "button", on: { click: () => open(row.id) } }, `Trace it (${cited.map((source) => source.key).join(", ")})`)),
  );
}
