// @ts-check
// The drawer of a lever: what it is, its schedule, evidence, costs, authorities, cases, limits.

import { record } from "./api.js";
import { h, put } from "./dom.js";
import { badge, inWords } from "./levers.js";
import { FIRST, LAST, START } from "./state.js";
import { interval, label, money, number, sentence, term } from "./words.js";

export class Drawer {
  /** @param {any} model @param {{set: (id: string, setting: any) => void, evidence: (key: string) => void, openCase: (id: string) => void}} tell */
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

  /** @param {string} id @param {import("./state.js").State} state @param {any} law */
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
      if (this.id === id) this.body.lastChild?.replaceWith(h("p.error", {}, String(/** @type {any} */ (failure).message)));
    }
  }

  /** @param {any} lever @param {any} law */
  head(lever, law) {
    const finding = law?.levers[lever.id] ?? law?.outlook[lever.id];
    return h(
      "div.drawer-head",
      {},
      h("div", {}, h("p.eyebrow", {}, `Lever · ${label(lever.family)}`), h("h2", {}, lever.label), finding ? badge(finding, !law?.levers[lever.id]) : null),
      h("button.quiet", { type: "button", "aria-label": "Close", on: { click: () => this.element.close() } }, "✕"),
    );
  }

  /** @param {any} lever @param {import("./state.js").State} state */
  schedule(lever, state) {
    const set = state.levers[lever.id];
    const now = { to: set?.to ?? lever.baseline, from: set?.from ?? START, ramp: set?.ramp ?? lever.ramp, until: set?.until ?? "" };
    const said = h("p.small", { role: "status" }, `${sentence(inWords(now.to, lever))}. Baseline ${number(lever.baseline, 3)}, range ${interval(lever.min, lever.max)} ${lever.unit_label}.`);
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

  /** @param {any} found */
  sections(found) {
    const few = 6;
    const findings = found.findings.map((/** @type {any} */ row) => finding(row, found.sources, this.tell.evidence));
    return [
      block("What it is", h("p", {}, found.definition), h("p.small", {}, `Planners call it: ${found.planners_call_it}. One unit: ${found.unit_text}.`)),
      block(
        "Key dynamics",
        h("ul", {}, found.dynamics.map((/** @type {any} */ item) => h("li", {}, h("b", {}, `${sentence(item.sector)}: `), `${item.sign} `, h("span.small", {}, `(expected; acts on ${item.quantity}: ${item.form})`)))),
        h("p", {}, found.saturation),
      ),
      block(
        "Evidence",
        h("p.small", {}, Object.entries(found.grades).filter(([, count]) => count).map(([grade, count]) => `${count} of grade ${grade}`).join(", "), ". ", term("Grade", "grade"), " A is strongest."),
        h("ul.findings", {}, findings.slice(0, few)),
        findings.length > few ? h("details", {}, h("summary", {}, `All ${findings.length} findings`), h("ul.findings", {}, findings.slice(few))) : null,
        h("p.small", {}, "What they do not show:"),
        h("ul.small", {}, found.not_shown.map((/** @type {string} */ text) => h("li", {}, text))),
      ),
      block(
        "Costs",
        h("p", {}, `${money(found.unit_cost.value)} (${interval(found.unit_cost.low, found.unit_cost.high, money)}) per unit held for a year, 2024 dollars; ${found.cost_detail.kind} cost. Paid by: ${found.payer_label}. Led by ${found.lead_label}.`),
        h("p.small", {}, found.cost_detail.derivation),
      ),
      block(
        "Authorities",
        h("ul", {}, found.authorities.map((/** @type {any} */ item) => h("li", {}, h("b", {}, item.citation), ` ${item.title}`))),
        found.contrast.length ? h("p.small", {}, "Other ways of doing it, and what decides:") : null,
        h("ul.small", {}, found.contrast.map((/** @type {any} */ item) => h("li", {}, h("b", {}, `${item.label}: `), `${label(item.kind).toLowerCase()}; turns on ${item.turns_on}.`))),
      ),
      block(
        "Past cases",
        h(
          "ul",
          {},
          found.cases.map((/** @type {any} */ item) => h("li", {}, h("button.link", { type: "button", on: { click: () => { this.element.close(); this.tell.openCase(item.id); } } }, `${item.short}, ${item.years}`), ` — ${item.lesson}`)),
        ),
        found.cases.length ? null : h("p", {}, "No case of this lever is on record."),
      ),
      block("Side effects", h("ul", {}, found.side_effects.map((/** @type {string} */ text) => h("li", {}, sentence(text))))),
      block("Who gains, who bears the harms", h("p", {}, found.equity)),
      block("Limits", h("p", {}, found.limits)),
      block(
        "Baseline and range",
        h("p.small", {}, `Baseline of ${found.baseline_detail.period}: ${number(found.baseline, 3)} (${interval(found.baseline_detail.low, found.baseline_detail.high)}). ${found.baseline_detail.judged ?? ""}`),
        h("p.small", {}, `Range: ${found.range_rationale}`),
        h("p.small", {}, `Build-up: ${found.ramp_detail.typical} months (${found.ramp_detail.low} to ${found.ramp_detail.high}). ${found.ramp_detail.rationale ?? ""}`),
      ),
    ];
  }
}

/** @param {string} title @param {...any} children */
export function block(title, ...children) {
  return h("section.block", {}, h("h3", {}, title), children);
}

/** @param {any} row @param {any[]} sources @param {(key: string) => void} open */
function finding(row, sources, open) {
  const cited = row.sources.map((/** @type {any} */ item) => sources.find((source) => source.key === item.key)).filter(Boolean);
  return h(
    "li",
    {},
    h(`span.grade.grade-${row.grade}`, { title: `Grade ${row.grade}` }, row.grade),
    h("b", {}, sentence(row.outcome)),
    h("div", {}, row.text),
    h("div.small", {}, `${row.design_label}; ${row.place}; ${row.period}. ${row.mind} `, h("button.link", { type: "button", on: { click: () => open(row.id) } }, `Trace it (${cited.map((/** @type {any} */ source) => source.key).join(", ")})`)),
  );
}
