// @ts-check
// What a visitor has set: one plain object, written into the link and read back from it.

/** @typedef {{to: number, from?: string, ramp?: number, until?: string}} Setting */
/**
 * @typedef {object} State
 * @property {string} title
 * @property {string} objective
 * @property {Record<string, Setting>} levers levers off baseline
 * @property {number | null} budget USD of 2024 a year
 * @property {string} host
 * @property {Record<string, string>} facts
 * @property {Record<string, string>} assume option by structural alternative
 * @property {[string, string]} charts
 * @property {string[]} compare ids; "mine" is what the levers show
 * @property {string} tab
 */

export const VERSION = 1;
export const LONGEST = 2000;
export const START = "2026-01";
export const FIRST = "2025-01";
export const LAST = "2039-12";
export const TITLE = "My strategy";
export const TABS = ["simulate", "compare", "law", "evidence"];
const MONTH = /^20[2-5]\d-(0[1-9]|1[0-2])$/;
const TITLE_CAP = 80;

/** @returns {State} */
export function fresh() {
  return {
    title: TITLE,
    objective: "us_overdose_deaths",
    levers: {},
    budget: null,
    host: "mexico",
    facts: { consent: "unknown" },
    assume: {},
    charts: ["us_overdose_deaths", "mx_homicides"],
    compare: ["mine", "demand-first", "interdiction-only", "military-campaign"],
    tab: "simulate",
  };
}

/** Write a state as the fragment of a link. @param {State} state @param {any} model */
export function encode(state, model) {
  const start = fresh();
  /** @type {Map<string, string>} */
  const query = new Map([["v", String(VERSION)]]);
  if (state.title !== start.title) query.set("t", state.title);
  if (state.objective !== start.objective) query.set("o", state.objective);
  const levers = Object.entries(state.levers).map(([id, set]) => {
    const typical = model.byId[id].ramp;
    const parts = [id, compact(set.to), set.from ?? "", set.ramp === undefined || set.ramp === typical ? "" : String(set.ramp), set.until ?? ""];
    if (parts[2] === START) parts[2] = "";
    while (parts[parts.length - 1] === "") parts.pop();
    return parts.join("~");
  });
  if (levers.length) query.set("l", levers.join("!"));
  if (state.budget !== null) query.set("b", compact(state.budget));
  if (state.host !== start.host) query.set("h", state.host);
  const facts = pairs(state.facts);
  if (facts !== pairs(start.facts)) query.set("f", facts);
  if (Object.keys(state.assume).length) query.set("a", pairs(state.assume));
  if (state.charts.join() !== start.charts.join()) query.set("c", state.charts.join("~"));
  if (state.compare.join() !== start.compare.join()) query.set("x", state.compare.join("~"));
  if (state.tab !== start.tab) query.set("tab", state.tab);
  // Long titles in scripts that take many bytes give way, so that the rest always fits.
  while (link(query).length > LONGEST && query.get("t")) query.set("t", [...(query.get("t") ?? "")].slice(0, -1).join(""));
  return link(query);
}

/** @param {Map<string, string>} query */
function link(query) {
  return [...query].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

/**
 * Read a state from the fragment of a link; what this version does not know is left out and named.
 * @param {string} fragment @param {any} model @returns {{state: State, unknown: string[]}}
 */
export function decode(fragment, model) {
  const state = fresh();
  /** @type {string[]} */
  const unknown = [];
  const query = migrate(new URLSearchParams(fragment.replace(/^#/, "").slice(0, 4 * LONGEST)), unknown);
  if (query.has("t")) state.title = clean(query.get("t") ?? "") || TITLE;
  const objective = query.get("o");
  if (objective) take(objective, model.objectives, "objective", unknown, (value) => (state.objective = value));
  for (const written of (query.get("l") ?? "").split("!").filter(Boolean)) {
    const [id, to, from, ramp, until] = written.split("~");
    const lever = model.byId[id];
    const value = Number(to);
    if (!lever || to === "" || to === undefined || !Number.isFinite(value)) {
      unknown.push(`lever '${id.slice(0, 40)}'`);
      continue;
    }
    /** @type {Setting} */
    const set = { to: Math.min(lever.max, Math.max(lever.min, value)) };
    set.from = from && MONTH.test(from) && from >= FIRST && from <= LAST ? from : START;
    set.ramp = ramp && /^\d{1,3}$/.test(ramp) ? Math.min(240, Number(ramp)) : lever.ramp;
    if (until && MONTH.test(until) && until >= set.from && until <= LAST) set.until = until;
    if (set.to !== lever.baseline) state.levers[id] = set;
  }
  const budget = Number(query.get("b"));
  if (query.get("b") && budget >= 1 && budget <= 1e15) state.budget = budget;
  const hosts = model.law.hosts.map((/** @type {any} */ host) => host.id);
  if (query.has("h")) take(query.get("h") ?? "", hosts, "host", unknown, (value) => (state.host = value));
  for (const [name, value] of fromPairs(query.get("f"))) {
    const fact = model.law.facts.find((/** @type {any} */ item) => item.id === name);
    if (fact && fact.values.includes(value)) state.facts[name] = value;
    else unknown.push(`fact '${name.slice(0, 40)}'`);
  }
  for (const [name, value] of fromPairs(query.get("a"))) {
    const switched = model.alternatives.find((/** @type {any} */ item) => item.id === name);
    if (switched && switched.options.some((/** @type {any} */ option) => option.id === value)) state.assume[name] = value;
    else unknown.push(`assumption '${name.slice(0, 40)}'`);
  }
  const charts = (query.get("c") ?? "").split("~");
  charts.slice(0, 2).forEach((name, place) => {
    if (name) take(name, Object.keys(model.outcome), "chart", unknown, (value) => (state.charts[place] = value));
  });
  if (query.has("x")) {
    const known = ["mine", ...model.strategies.map((/** @type {any} */ item) => item.id)];
    state.compare = [...new Set((query.get("x") ?? "").split("~"))].filter((id) => known.includes(id) && id !== "baseline").slice(0, 4);
  }
  if (query.has("tab")) take(query.get("tab") ?? "", TABS, "view", unknown, (value) => (state.tab = value));
  return { state, unknown };
}

/** Bring a link of another version to this one. @param {URLSearchParams} query @param {string[]} unknown */
function migrate(query, unknown) {
  const version = query.get("v");
  if (version !== null && version !== String(VERSION)) {
    unknown.push(`version ${version.slice(0, 10)} of links`);
  }
  return query;
}

/** @param {string} value @param {string[]} known @param {string} noun @param {string[]} unknown @param {(value: string) => void} set */
function take(value, known, noun, unknown, set) {
  if (known.includes(value)) set(value);
  else unknown.push(`${noun} '${value.slice(0, 40)}'`);
}

/** @param {Record<string, string>} items */
function pairs(items) {
  return Object.entries(items)
    .map(([name, value]) => `${name}~${value}`)
    .join("!");
}

/** @param {string | null} text @returns {[string, string][]} */
function fromPairs(text) {
  return (text ?? "")
    .split("!")
    .filter(Boolean)
    .map((part) => /** @type {[string, string]} */ ([part.split("~")[0], part.split("~")[1] ?? ""]));
}

/** @param {number} value */
function compact(value) {
  return String(Number(value.toPrecision(10)));
}

/** One printable line, short enough for a title. @param {string} text */
export function clean(text) {
  return text
    .replace(/\p{C}/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, TITLE_CAP);
}

/** The document that a state stands for. @param {State} state @param {any} model */
export function toDocument(state, model) {
  const document = /** @type {Record<string, any>} */ ({
    strategy: "my-strategy",
    title: state.title || TITLE,
    objective: state.objective,
    from: FIRST,
    to: LAST,
  });
  if (state.budget !== null) document.budget = { limit: `${compact(state.budget)} USD/year`, on_exceed: "warn" };
  document.levers = {};
  for (const lever of model.levers) {
    const set = state.levers[lever.id];
    if (!set) continue;
    const written = /** @type {Record<string, any>} */ ({ to: set.to, from: set.from ?? START, ramp: `${set.ramp ?? lever.ramp} months` });
    if (set.until) written.until = set.until;
    document.levers[lever.id] = written;
  }
  document.law = { host: state.host, facts: facts(state.facts) };
  return document;
}

/** @param {Record<string, string>} written */
function facts(written) {
  /** @type {Record<string, string | boolean>} */
  const found = {};
  for (const [name, value] of Object.entries(written)) found[name] = value === "true" ? true : value === "false" ? false : value;
  return found;
}

/** The document as YAML text. @param {any} document */
export function toYaml(document) {
  const flow = (/** @type {any} */ item) =>
    `{${Object.entries(item)
      .map(([key, value]) => `${key}: ${typeof value === "string" && !/^[\w. /-]+$/.test(value) ? JSON.stringify(value) : value}`)
      .join(", ")}}`;
  const lines = [];
  for (const [key, value] of Object.entries(document)) {
    if (key === "title") lines.push(`title: ${JSON.stringify(value)}`);
    else if (key === "levers") {
      const rows = Object.entries(value);
      lines.push(rows.length ? "levers:" : "levers: {}", ...rows.map(([id, set]) => `  ${id}: ${flow(set)}`));
    } else if (key === "law") lines.push("law:", `  host: ${value.host}`, `  facts: ${flow(value.facts)}`);
    else lines.push(`${key}: ${typeof value === "object" ? flow(value) : value}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The state that a shipped strategy stands for. @param {any} shipped @param {State} now @param {any} model @returns {State} */
export function fromShipped(shipped, now, model) {
  /** @type {Record<string, Setting>} */
  const levers = {};
  for (const [id, set] of Object.entries(shipped.levers)) {
    if (set.to === model.byId[id].baseline) continue;
    levers[id] = { to: set.to, from: set.from, ramp: set.ramp };
    if (set.until) levers[id].until = set.until;
  }
  const consent = String(shipped.law.facts.consent ?? "unknown");
  return { ...now, title: shipped.id === "baseline" ? TITLE : shipped.title, objective: shipped.objective, levers, budget: shipped.budget, host: shipped.law.host, facts: { consent } };
}

/** Steps back and forth through what was set. */
export class Steps {
  constructor() {
    /** @type {string[]} */
    this.past = [];
    /** @type {string[]} */
    this.future = [];
  }

  /** @param {string} before what stood before the step */
  note(before) {
    this.past.push(before);
    if (this.past.length > 200) this.past.shift();
    this.future = [];
  }

  /** @param {string} now @returns {string | undefined} */
  undo(now) {
    const before = this.past.pop();
    if (before !== undefined) this.future.push(now);
    return before;
  }

  /** @param {string} now @returns {string | undefined} */
  redo(now) {
    const after = this.future.pop();
    if (after !== undefined) this.past.push(now);
    return after;
  }
}
