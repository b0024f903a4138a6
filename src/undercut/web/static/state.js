// @ts-check
// What a visitor has set: one plain object, written into the link and read back from it.

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Setting} Setting */
/** @typedef {import("./types.js").Variant} Variant */
/** @typedef {import("./types.js").Model} Model */

export const VERSION = 1;
export const LONGEST = 2000;
export const START = "2026-01";
export const FIRST = "2025-01";
export const LAST = "2039-12";
export const TITLE = "My strategy";
export const TABS = ["simulate", "compare", "law", "evidence"];
/** Strategies that stand side by side. */
export const MOST = 4;
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
    kept: [],
    compare: ["mine", "demand-first", "interdiction-only", "military-campaign"],
    tab: "simulate",
  };
}

/** Write a state as the fragment of a link. @param {State} state @param {Model} model */
export function encode(state, model) {
  const start = fresh();
  /** @type {Map<string, string>} */
  const query = new Map([["v", String(VERSION)]]);
  if (state.title !== start.title) query.set("t", state.title);
  if (state.objective !== start.objective) query.set("o", state.objective);
  const levers = settings(state.levers, model);
  if (levers) query.set("l", levers);
  if (state.budget !== null) query.set("b", compact(state.budget));
  if (state.host !== start.host) query.set("h", state.host);
  const facts = pairs(state.facts);
  if (facts !== pairs(start.facts)) query.set("f", facts);
  if (Object.keys(state.assume).length) query.set("a", pairs(state.assume));
  if (state.charts.join() !== start.charts.join()) query.set("c", state.charts.join("~"));
  for (const one of state.kept) query.set(one.id, variant(one, model));
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

/** @param {Record<string, Setting>} levers @param {Model} model */
function settings(levers, model) {
  return Object.entries(levers)
    .map(([id, set]) => {
      const typical = model.byId[id].ramp;
      const parts = [id, compact(set.to), set.from ?? "", set.ramp === undefined || set.ramp === typical ? "" : String(set.ramp), set.until ?? ""];
      if (parts[2] === START) parts[2] = "";
      while (parts[parts.length - 1] === "") parts.pop();
      return parts.join("~");
    })
    .join("!");
}

/** A kept strategy in one line; its title comes last, since it may hold any sign. @param {Variant} one @param {Model} model */
function variant(one, model) {
  const start = fresh();
  const facts = pairs(one.facts) === pairs(start.facts) ? "" : pairs(one.facts);
  return [settings(one.levers, model), one.budget === null ? "" : compact(one.budget), one.host === start.host ? "" : one.host, facts, one.title].join("*");
}

/**
 * Read a state from the fragment of a link; what this version does not know is left out and named.
 * @param {string} fragment @param {Model} model @returns {{state: State, unknown: string[]}}
 */
export function decode(fragment, model) {
  const state = fresh();
  /** @type {string[]} */
  const unknown = [];
  const query = migrate(new URLSearchParams(fragment.replace(/^#/, "").slice(0, 4 * LONGEST)), unknown);
  if (query.has("t")) state.title = clean(query.get("t") ?? "") || TITLE;
  const objective = query.get("o");
  if (objective) take(objective, model.objectives, "objective", unknown, (value) => (state.objective = value));
  readPlan(state, [query.get("l"), query.get("b"), query.get("h"), query.get("f")], model, unknown);
  for (const [name, value] of fromPairs(query.get("a"))) {
    const switched = model.alternatives.find((item) => item.id === name);
    if (switched && switched.options.some((option) => option.id === value)) state.assume[name] = value;
    else unknown.push(`assumption '${name.slice(0, 40)}'`);
  }
  const charts = (query.get("c") ?? "").split("~");
  charts.slice(0, 2).forEach((name, place) => {
    if (name) take(name, Object.keys(model.outcome), "chart", unknown, (value) => (state.charts[place] = value));
  });
  for (const id of KEPT_IDS) {
    const written = query.get(id);
    if (written === null) continue;
    const [levers, budget, host, facts, ...title] = written.split("*");
    const { title: _, ...rest } = fresh();
    const one = { id, title: clean(title.join("*")) || `Kept strategy ${id.slice(1)}`, levers: {}, budget: null, host: rest.host, facts: rest.facts };
    readPlan(one, [levers, budget, host, facts], model, unknown);
    state.kept.push(one);
  }
  if (query.has("x")) {
    const known = ["mine", ...state.kept.map((item) => item.id), ...model.strategies.map((item) => item.id)];
    state.compare = [...new Set((query.get("x") ?? "").split("~"))].filter((id) => known.includes(id) && id !== "baseline").slice(0, MOST);
  }
  if (query.has("tab")) take(query.get("tab") ?? "", TABS, "view", unknown, (value) => (state.tab = value));
  return { state, unknown };
}

/** Names under which kept strategies stand in the link. */
export const KEPT_IDS = Array.from({ length: MOST }, (_, place) => `k${place + 1}`);

/**
 * @param {import("./types.js").Plan} plan what to fill
 * @param {(string | null | undefined)[]} written levers, budget, host, facts
 * @param {Model} model @param {string[]} unknown
 */
function readPlan(plan, [levers, limit, host, facts], model, unknown) {
  for (const written of (levers ?? "").split("!").filter(Boolean)) {
    const [id, to, from, ramp, until] = written.split("~");
    const lever = Object.hasOwn(model.byId, id) ? model.byId[id] : undefined;
    const value = Number(to);
    if (!lever || to === "" || to === undefined || !Number.isFinite(value)) {
      unknown.push(`lever '${id.slice(0, 40)}'`);
      continue;
    }
    const start = from && MONTH.test(from) && from >= FIRST && from <= LAST ? from : START;
    /** @type {Setting} */
    const set = { to: Math.min(lever.max, Math.max(lever.min, value)), from: start, ramp: ramp && /^\d{1,3}$/.test(ramp) ? Math.min(240, Number(ramp)) : lever.ramp };
    if (until && MONTH.test(until) && until >= start && until <= LAST) set.until = until;
    if (set.to !== lever.baseline) plan.levers[id] = set;
  }
  const budget = Number(limit);
  if (limit && budget >= 1 && budget <= 1e15) plan.budget = budget;
  const hosts = model.law.hosts.map((item) => item.id);
  if (host) take(host, hosts, "host", unknown, (value) => (plan.host = value));
  for (const [name, value] of fromPairs(facts)) {
    const fact = model.law.facts.find((item) => item.id === name);
    if (fact && fact.values.includes(value)) plan.facts[name] = value;
    else unknown.push(`fact '${name.slice(0, 40)}'`);
  }
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

/** @param {string | null | undefined} text @returns {[string, string][]} */
function fromPairs(text) {
  return (text ?? "")
    .split("!")
    .filter(Boolean)
    .map((part) => [part.split("~")[0], part.split("~")[1] ?? ""]);
}

/** @param {number} value */
export function compact(value) {
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
