// @ts-check
// Own strategies that are kept beside the one on the levers, and which four stand side by side.

import { encode, KEPT_IDS, LONGEST, MOST } from "./state.js";
import { planOf } from "./strategy.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Model} Model */

/** Id of the strategy on the levers, in a choice of strategies. */
export const NOW = "mine";

/**
 * Keep what the levers show, and put it among those compared.
 * @param {State} state changed only when it is kept @param {Model} model
 * @returns {{kept: boolean, text: string}} what to say
 */
export function keepVariant(state, model) {
  if (!Object.keys(state.levers).length) return { kept: false, text: "Every lever stands at baseline: move one, then keep the strategy." };
  const id = KEPT_IDS.find((one) => state.kept.every((kept) => kept.id !== one));
  if (!id) return { kept: false, text: `${MOST} strategies are kept already. Remove one, then keep this one.` };
  const variant = { ...planOf(state), id, title: ownTitle(state, model) };
  const next = { ...state, kept: [...state.kept, variant] };
  if (encode(next, model).length > LONGEST) return { kept: false, text: "The link has no room for one more strategy. Remove one, then keep this one." };
  state.kept = next.kept;
  return { kept: true, text: `Kept as “${variant.title}”. ${choose(state, id, model)}`.trim() };
}

/** A title that no other strategy of the choice has. @param {State} state @param {Model} model */
function ownTitle(state, model) {
  const taken = new Set([...state.kept, ...model.strategies].map((one) => one.title));
  let title = state.title;
  for (let number = 2; taken.has(title); number += 1) title = `${state.title.slice(0, 74)} (${number})`;
  return title;
}

/**
 * Put a strategy among those compared; with four chosen, the shipped one chosen last gives way.
 * @param {State} state @param {string} id @param {Model} model @returns {string} which gave way, in words
 */
export function choose(state, id, model) {
  if (state.compare.includes(id)) return "";
  const chosen = [...state.compare];
  let gone = "";
  if (chosen.length >= MOST) {
    const shipped = chosen.filter((one) => model.strategies.some((item) => item.id === one));
    gone = shipped[shipped.length - 1] ?? chosen[0];
    chosen.splice(chosen.indexOf(gone), 1);
  }
  state.compare = [...chosen, id];
  return gone ? `${titleOf(state, gone, model)} gave way, since ${MOST} fit side by side.` : "";
}

/** @param {State} state @param {string} id */
export function leaveOut(state, id) {
  state.compare = state.compare.filter((one) => one !== id);
}

/** Forget a kept strategy. @param {State} state @param {string} id */
export function removeVariant(state, id) {
  state.kept = state.kept.filter((one) => one.id !== id);
  leaveOut(state, id);
}

/** Put a kept strategy on the levers. @param {State} state @param {string} id */
export function loadVariant(state, id) {
  const found = state.kept.find((one) => one.id === id);
  if (found) Object.assign(state, planOf(found));
}

/** @param {State} state @param {string} id @param {Model} model */
export function titleOf(state, id, model) {
  if (id === NOW) return state.title;
  return [...state.kept, ...model.strategies].find((one) => one.id === id)?.title ?? id;
}
