// @ts-check
// What a state stands for as a strategy: the document that the server and the command line read, and back.

import { compact, FIRST, LAST, START, TITLE } from "./state.js";

/** @typedef {import("./types.js").Plan} Plan */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {Record<string, any>} Document */

/** Id of the strategy that the levers show. */
export const MINE = "my-strategy";

/**
 * The document that a plan stands for.
 * @param {Plan} plan @param {string} objective @param {Model} model @param {string} [id] @returns {Document}
 */
export function toDocument(plan, objective, model, id = MINE) {
  /** @type {Document} */
  const document = { strategy: id, title: plan.title || TITLE, objective, from: FIRST, to: LAST };
  if (plan.budget !== null) document.budget = { limit: `${compact(plan.budget)} USD/year`, on_exceed: "warn" };
  document.levers = {};
  for (const lever of model.levers) {
    const set = plan.levers[lever.id];
    if (!set) continue;
    /** @type {Document} */
    const written = { to: set.to, from: set.from ?? START, ramp: `${set.ramp ?? lever.ramp} months` };
    if (set.until) written.until = set.until;
    document.levers[lever.id] = written;
  }
  document.law = { host: plan.host, facts: facts(plan.facts) };
  return document;
}

/** @param {Record<string, string>} written */
function facts(written) {
  /** @type {Record<string, string | boolean>} */
  const found = {};
  for (const [name, value] of Object.entries(written)) found[name] = value === "true" ? true : value === "false" ? false : value;
  return found;
}

/** The document as YAML text. @param {Document} document */
export function toYaml(document) {
  const flow = (/** @type {Document} */ item) =>
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

/**
 * The state that a shipped strategy stands for; what is no part of a strategy stays as it is.
 * @param {import("./types.js").Shipped} shipped @param {import("./types.js").State} now @param {Model} model
 * @returns {import("./types.js").State}
 */
export function fromShipped(shipped, now, model) {
  /** @type {Plan["levers"]} */
  const levers = {};
  for (const [id, set] of Object.entries(shipped.levers)) {
    if (set.to === model.byId[id].baseline) continue;
    levers[id] = { to: set.to, from: set.from, ramp: set.ramp };
    if (set.until) levers[id].until = set.until;
  }
  const consent = String(shipped.law.facts.consent ?? "unknown");
  return { ...now, title: shipped.id === "baseline" ? TITLE : shipped.title, objective: shipped.objective, levers, budget: shipped.budget, host: shipped.law.host, facts: { consent } };
}

/** The part of a state that makes a strategy, as a copy. @param {Plan} state @returns {Plan} */
export function planOf({ title, levers, budget, host, facts }) {
  return structuredClone({ title, levers, budget, host, facts });
}
