// @ts-check
// What the numbers rest on: past operations, sources, and what a reader must know before leaning on a result.

import { messageOf, record } from "./api.js";
import { choice, h, put } from "./dom.js";
import { block } from "./drawer.js";
import { label, sentence } from "./words.js";

/** @typedef {import("./types.js").CaseLine} CaseLine */

const SHOWN = 60;

export class Evidence {
  /** @param {import("./types.js").Model} model @param {import("./types.js").Tell} tell */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    this.part = "casebook";
    this.filter = { lever: "", kind: "", grade: "" };
    /** @type {string | undefined} id of the case that is shown */
    this.open = undefined;
    /** @type {any} where a traced number is shown */
    this.found = undefined;
    this.list = h("div.case-list");
    this.detail = h("div.case-detail", { "aria-live": "polite" });
    this.body = h("div");
    this.parts = h("div.segments", { role: "group", "aria-label": "Parts of the evidence" });
    this.element = h("div.view.evidence", {}, h("section.panel", {}, h("h2.unseen", {}, "Evidence"), this.parts, this.body));
  }

  async show() {
    put(
      this.parts,
      [["casebook", "Casebook"], ["lessons", "Lessons"], ["sources", "Sources"], ["weaknesses", "Weaknesses"]].map(([id, name]) =>
        h("button.segment", { type: "button", "aria-pressed": String(this.part === id), on: { click: () => { this.part = id; this.show(); } } }, name),
      ),
    );
    try {
      if (this.part === "casebook") await this.casebook();
      else if (this.part === "lessons") await this.lessons();
      else if (this.part === "sources") await this.sources();
      else await this.weaknesses();
    } catch (failure) {
      put(this.body, h("p.error", {}, messageOf(failure)));
      this.tell.failed(failure);
    }
  }

  async casebook() {
    /** @type {{cases: CaseLine[]}} */
    const { cases } = await record("/api/casebook");
    const of = (/** @type {"kind" | "grade"} */ name) => [...new Set(cases.map((one) => one[name]))].sort();
    const any = { id: "", label: "any" };
    const set = (/** @type {"lever" | "kind" | "grade"} */ name) => (/** @type {string} */ value) => {
      this.filter[name] = value;
      this.rows(cases);
    };
    put(
      this.body,
      h("p.small", {}, `${cases.length} past operations and programs: what they counted, what changed, what followed, who says so. An output (a seizure, an arrest) is never an outcome.`),
      h(
        "div.filters",
        {},
        h("label", {}, "Lever ", choice("Lever", [any, ...this.model.levers.map((one) => ({ id: one.id, label: one.label }))], this.filter.lever, set("lever"))),
        h("label", {}, "Kind ", choice("Kind", [any, ...of("kind").map((id) => ({ id, label: label(id) }))], this.filter.kind, set("kind"))),
        h("label", {}, "Grade ", choice("Grade", [any, ...of("grade").map((id) => ({ id, label: id }))], this.filter.grade, set("grade"))),
      ),
      h("div.split", {}, this.list, this.detail),
    );
    if (!this.detail.hasChildNodes()) put(this.detail, h("p.small", {}, "Choose a case on the timeline."));
    this.rows(cases);
  }

  /** @param {CaseLine[]} cases */
  rows(cases) {
    const { lever, kind, grade } = this.filter;
    const found = cases.filter((one) => (!lever || one.levers.includes(lever)) && (!kind || one.kind === kind) && (!grade || one.grade === grade));
    put(
      this.list,
      h("p.small", { role: "status" }, `${found.length} ${found.length === 1 ? "case" : "cases"}, oldest first`),
      h(
        "ul.cases",
        {},
        found.map((one) =>
          h(
            "li",
            {},
            h(
              "button.case",
              { type: "button", "aria-current": this.open === one.id ? "true" : null, on: { click: () => this.openCase(one.id) } },
              h("span.case-years", {}, one.years),
              h("span.case-name", {}, one.short, one.provisional ? h("span.small", {}, " provisional") : null),
              h(`span.grade.grade-${one.grade}`, { title: `Grade ${one.grade}` }, one.grade),
            ),
          ),
        ),
      ),
    );
  }

  /** @param {string} id */
  async openCase(id) {
    this.open = id;
    this.part = "casebook";
    put(this.detail, h("p.loading", {}, "Reading the case…"));
    for (const button of this.list.querySelectorAll("button.case")) button.removeAttribute("aria-current");
    try {
      const one = await record(`/api/casebook/${encodeURIComponent(id)}`);
      if (this.open !== id) return;
      put(
        this.detail,
        h("h3", {}, one.name),
        h("p.small", {}, `${one.years} · ${one.places.join(", ")} · led by ${one.lead} · host consent: ${one.consent_label} · military: ${one.military_label} · grade ${one.grade}: ${one.grade_meaning}`),
        h("dl.verdict", {}, h("dt", {}, "Achieved"), h("dd", {}, one.gained ?? "Nothing beyond the outputs is on record."), h("dt", {}, "Not achieved, or what followed"), h("dd", {}, one.not_gained), h("dt", {}, "Lesson"), h("dd", {}, one.lesson)),
        block("Outputs", rows(one.output_rows)),
        block("Outcomes, and who says so", rows(one.outcome_rows, true)),
        one.second_order.length ? block("What followed beside the aim", h("ul", {}, one.second_order.map((/** @type {any} */ row) => h("li", {}, h("b", {}, `${sentence(row.label ?? label(row.what ?? ""))}: `), row.finding ?? "")))) : null,
        block("Levers it used", h("p", {}, one.levers.map((/** @type {string} */ id, /** @type {number} */ place) => [place ? ", " : "", this.model.byId[id] ? h("button.link", { type: "button", on: { click: () => this.tell.open(id) } }, this.model.byId[id].label) : label(id)]))),
        block("Sources", h("ol", {}, one.sources.map((/** @type {any} */ source) => h("li.small", { value: source.number }, source.citation, " ", h("button.link", { type: "button", on: { click: () => this.trace(source.key) } }, source.key))))),
      );
    } catch (failure) {
      put(this.detail, h("p.error", {}, messageOf(failure)));
      this.tell.failed(failure);
    }
  }

  async lessons() {
    /** @type {{lessons: import("./types.js").Lesson[], cases: CaseLine[]}} */
    const { lessons, cases } = await record("/api/casebook");
    const names = Object.fromEntries(cases.map((one) => [one.id, `${one.short}, ${one.years}`]));
    const links = (/** @type {string[]} */ ids) => ids.map((id, place) => [place ? "; " : "", h("button.link", { type: "button", on: { click: () => { this.part = "casebook"; this.show().then(() => this.openCase(id)); } } }, names[id] ?? id)]);
    put(
      this.body,
      h("p.small", {}, "What cases suggest, with the cases that speak against it. A lesson of cases is no estimate."),
      lessons.map((one) =>
        block(one.lesson, h("p", {}, h("b", {}, "For: "), links(one.cases_for)), h("p", {}, h("b", {}, "Against: "), one.cases_against.length ? links(one.cases_against) : "none on record"), h("p.small", {}, one.limits)),
      ),
    );
  }

  async sources() {
    /** @type {{sources: import("./types.js").Source[]}} */
    const { sources } = await record("/api/sources");
    const list = h("ul.sources");
    const count = h("p.small", { role: "status" });
    const found = h("div.trace", { "aria-live": "polite" });
    this.found = found;
    const field = h("input", { type: "search", placeholder: "author, title or key", "aria-label": "Search the sources", on: { input: () => fill() } });
    const key = h("input", { type: "text", placeholder: "such as treatment or us_overdose_deaths", "aria-label": "Key of a number to trace" });
    const fill = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = sources.filter((one) => words.every((/** @type {string} */ word) => `${one.key} ${one.author} ${one.title} ${one.year}`.toLowerCase().includes(word)));
      put(count, `${hits.length} of ${sources.length} sources${hits.length > SHOWN ? `; the first ${SHOWN} are shown` : ""}`);
      put(
        list,
        hits.slice(0, SHOWN).map((one) => h("li.source", {}, h("button.link", { type: "button", on: { click: () => this.trace(one.key) } }, one.key), h("span", {}, `${one.author} (${one.year}). `, titled(one)))),
      );
    };
    put(
      this.body,
      h("form.trace-form", { on: { submit: (/** @type {Event} */ event) => { event.preventDefault(); this.trace(key.value); } } }, h("label.search", {}, "Trace a number by its key", key), h("button", { type: "submit" }, "Trace")),
      found,
      h("label.search", {}, "Search the sources", field),
      count,
      list,
    );
    fill();
  }

  /** @param {string} key */
  async trace(key) {
    if (!key.trim()) return;
    if (this.part !== "sources") {
      this.part = "sources";
      await this.show();
    }
    put(this.found, h("p.loading", {}, "Tracing…"));
    try {
      const one = await record(`/api/evidence/${key.trim().split("/").map(encodeURIComponent).join("/")}`);
      put(
        this.found,
        h("h3", {}, one.label),
        h("p.small", {}, [one.kind, one.key, one.grade, one.unit].filter(Boolean).join(" · ")),
        h("dl.values", {}, one.values.slice(0, 80).map((/** @type {any} */ item) => [h("dt", {}, sentence(item.name)), h("dd", {}, address(item.value))])),
        one.rationale ? h("p", {}, one.rationale) : null,
        h("ul.small", {}, one.notes.map((/** @type {string} */ text) => h("li", {}, text))),
        one.sources.length ? h("ul.small", {}, one.sources.map((/** @type {any} */ source) => h("li", {}, source.citation, ` At: ${source.locator} (${source.verified ? "seen" : "recalled, to be checked"}) `))) : null,
        h("p.small", {}, `Stands in ${one.file}, line ${one.line}. ${one.used_by.length ? `Used by ${one.used_by.slice(0, 12).map((/** @type {any} */ use) => `${use.noun} ${use.name}`).join(", ")}.` : ""}`),
      );
    } catch (failure) {
      put(this.found, h("p.error", {}, messageOf(failure)));
      this.tell.failed(failure);
    }
    this.found.scrollIntoView({ block: "nearest" });
  }

  async weaknesses() {
    const answer = await fetch("/static/weaknesses.md");
    const text = await answer.text();
    put(this.body, fromMarkdown(text));
  }
}

/** @param {import("./types.js").CaseRow[]} list */
function rows(list, outcome = false) {
  return h(
    "ul",
    {},
    list.map((row) => h("li", {}, outcome ? h(`span.direction.${row.direction}`, {}, row.direction_label) : null, ` ${sentence(row.what ?? "")}: `, h("b", {}, row.text || (row.value ?? "no figure")), row.period ? `, ${row.period}` : "", outcome ? h("span.small", {}, ` (${row.attribution_label})`) : null)),
  );
}

/** A title, as a link where its address is one of the web. @param {import("./types.js").Source} one */
function titled(one) {
  return /^https?:\/\/\S+$/.test(one.url ?? "") ? h("a", { href: one.url, rel: "noopener noreferrer", target: "_blank" }, one.title) : one.title;
}

/** A web address becomes a link, and only an address of the web does. @param {string} text */
function address(text) {
  return /^https?:\/\/\S+$/.test(text) ? h("a", { href: text, rel: "noopener noreferrer", target: "_blank" }, text) : text;
}

/** Headings, lists, tables, paragraphs and bold: all that the page of weaknesses uses. @param {string} text */
function fromMarkdown(text) {
  const made = [];
  let list = null;
  for (const part of text.split(/\n(?=\n|- |#)/)) {
    const line = part.trim().replace(/\s*\n\s*/g, " ");
    if (!line) list = null;
    else if (line.startsWith("|")) made.push(table(part.trim().split("\n")));
    else if (line.startsWith("- ")) {
      if (!list) made.push((list = h("ul")));
      list.append(h("li", {}, bold(line.slice(2))));
    } else {
      list = null;
      const depth = /^#+/.exec(line)?.[0].length ?? 0;
      made.push(depth ? h(depth === 1 ? "h3.top" : "h3", {}, line.slice(depth).trim()) : h("p", {}, bold(line)));
    }
  }
  return h("div.prose", {}, made);
}

/** @param {string[]} lines */
function table([head, , ...lines]) {
  const cells = (/** @type {string} */ line) => line.split("|").slice(1, -1).map((cell) => bold(cell.trim()));
  return h(
    "div.scroll",
    { tabindex: 0, role: "region", "aria-label": "Table" },
    h("table.grid", {}, h("thead", {}, h("tr", {}, cells(head).map((cell) => h("th", { scope: "col" }, cell)))), h("tbody", {}, lines.map((line) => h("tr", {}, cells(line).map((cell) => h("td", {}, cell)))))),
  );
}

/** @param {string} text */
function bold(text) {
  return text.split(/\*\*(.+?)\*\*/).map((part, place) => (place % 2 ? h("b", {}, plain(part)) : plain(part)));
}

/** @param {string} text */
function plain(text) {
  return text.replace(/[*`]/g, "");
}
