// @ts-check
// Talk to the server: newest request first, one clear message when it does not answer.

import { sentence } from "./words.js";

export class Refused extends Error {
  /** @param {{message: string, hint: string}[]} problems @param {number} status */
  constructor(problems, status) {
    super(problems.map((problem) => sentence(`${problem.message} ${problem.hint}`.trim())).join(" "));
    this.problems = problems;
    this.status = status;
  }
}

export class Silent extends Error {}

/** @param {string} path @param {RequestInit} [options] @returns {Promise<Response>} */
async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new Silent("The server does not answer.");
  }
  if (answer.ok) return answer;
  let problems = [{ message: `the server answered ${answer.status}.`, hint: "" }];
  try {
    problems = (await answer.json()).errors ?? problems;
  } catch {
    // An answer without JSON keeps its plain status.
  }
  throw new Refused(problems, answer.status);
}

/** @param {string} path @param {AbortSignal} [signal] */
export async function get(path, signal) {
  return (await ask(path, { signal })).json();
}

/** @param {string} path @param {any} body @param {AbortSignal} [signal] */
async function send(path, body, signal) {
  return ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal });
}

/** @param {string} path @param {any} body @param {AbortSignal} [signal] */
export async function post(path, body, signal) {
  return (await send(path, body, signal)).json();
}

/** @param {string} path @param {any} body @returns {Promise<Blob>} */
export async function file(path, body) {
  return (await send(path, body)).blob();
}

/** What went wrong, in words. @param {unknown} failure */
export function messageOf(failure) {
  return failure instanceof Error ? failure.message : String(failure);
}

/** Whether a request was dropped for a newer one. @param {unknown} failure */
export function dropped(failure) {
  return failure instanceof DOMException && failure.name === "AbortError";
}

/** @type {Map<string, Promise<any>>} */
const records = new Map();

/** Ask once for what never changes. @param {string} path */
export function record(path) {
  let found = records.get(path);
  if (!found) {
    found = get(path).catch((failure) => {
      records.delete(path);
      throw failure;
    });
    records.set(path, found);
  }
  return found;
}
