// @ts-check
// Asks the server: 128 futures while a lever moves, 512 when it rests, then what each lever contributed.

import { dropped, post, Refused, Silent } from "./api.js";
import { toDocument } from "./strategy.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Answer} Answer */

const MOVING = 128;
export const RESTING = 512;
const REST_MS = 260;
const MOVERS_MS = 500;
const RETRY_MS = 1500;

/**
 * @typedef {object} Heard what the page does with an answer
 * @property {() => State} state
 * @property {(answer: Answer) => Promise<void>} shown draw it
 * @property {(answer: Answer, took: number) => void} settled it is drawn, so many milliseconds after the move
 * @property {(answer: Answer) => void} rested the newest full answer stands
 * @property {(movers: {id: string, change: number}[] | null, objective: string, done: boolean) => void} moved
 * @property {(text: string) => void} waiting
 * @property {(text: string) => void} notice
 */

export class Asker {
  /** @param {import("./types.js").Model} model @param {Heard} heard */
  constructor(model, heard) {
    this.model = model;
    this.heard = heard;
    /** @type {Answer | null} the newest answer that was drawn */
    this.answer = null;
    this.asked = 0;
    this.drawn = 0;
    this.movedAt = 0;
    /** @type {AbortController | null} */
    this.resting = null;
    /** @type {AbortController | null} */
    this.moving = null;
    /** @type {AbortController | null} */
    this.movers = null;
    this.again = false;
    this.next = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.restTimer = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.moverTimer = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.retry = undefined;
  }

  /** @param {number} futures @param {string[]} [bands] */
  request(futures, bands = [...new Set(this.heard.state().charts)]) {
    const state = this.heard.state();
    return { strategy: toDocument(state, state.objective, this.model), futures, bands, assumptions: state.assume };
  }

  /** While a lever moves: one request on its way, and the newest level next. */
  async whileMoving() {
    this.movedAt = performance.now();
    document.documentElement.dataset.state = "asking";
    this.resting?.abort();
    this.movers?.abort();
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => this.atRest(), REST_MS);
    this.next = false;
    if (this.moving) {
      this.again = true;
      return;
    }
    do {
      this.again = false;
      const since = this.movedAt;
      const number = ++this.asked;
      this.moving = new AbortController();
      try {
        const answer = await post("/api/simulate", this.request(MOVING), this.moving.signal);
        await this.show(answer, number, since);
      } catch (failure) {
        this.failed(failure);
      }
    } while (this.again);
    this.moving = null;
    if (this.next) {
      this.next = false;
      this.atRest();
    }
  }

  /** At rest: the full answer, then what moved it. */
  async atRest() {
    document.documentElement.dataset.state = "asking";
    clearTimeout(this.restTimer);
    this.again = false;
    this.resting?.abort();
    this.movers?.abort();
    if (this.moving) {
      // What is on its way is shown first; the server goes on from its 128 futures.
      this.next = true;
      return;
    }
    const mine = new AbortController();
    this.resting = mine;
    const number = ++this.asked;
    const since = performance.now();
    if (!this.answer) this.heard.waiting("Starting the engine: the first answer compiles the world, and may take a minute.");
    try {
      const answer = await post("/api/simulate", this.request(RESTING), mine.signal);
      if (mine.signal.aborted) return;
      await this.show(answer, number, since);
      if (mine.signal.aborted) return;
      this.heard.rested(answer);
      document.documentElement.dataset.state = "rest";
      clearTimeout(this.moverTimer);
      this.moverTimer = setTimeout(() => this.askMovers(), MOVERS_MS);
    } catch (failure) {
      this.failed(failure);
    }
  }

  /** Take each lever out in turn. */
  async askMovers() {
    const { levers, objective } = this.heard.state();
    const moved = Object.keys(levers);
    this.movers?.abort();
    const mine = new AbortController();
    this.movers = mine;
    if (!moved.length) {
      this.heard.moved(null, objective, true);
      return;
    }
    const effect = (/** @type {Answer} */ answer) => answer.strategies[answer.strategies.length - 1].outcomes[objective].change.q50;
    /** @type {{id: string, change: number}[]} */
    const found = [];
    try {
      const base = effect(await post("/api/simulate", this.request(MOVING, []), mine.signal));
      for (const id of moved) {
        const request = this.request(MOVING, []);
        delete request.strategy.levers[id];
        const without = effect(await post("/api/simulate", request, mine.signal));
        if (mine.signal.aborted) return;
        found.push({ id, change: base - without });
        this.heard.moved(found, objective, found.length === moved.length);
      }
    } catch (failure) {
      if (!dropped(failure) && !(failure instanceof Refused)) this.failed(failure);
    }
  }

  /** Show an answer unless a newer one stands. @param {Answer} answer @param {number} number @param {number} since */
  async show(answer, number, since) {
    if (number < this.drawn) return;
    this.drawn = number;
    this.answer = answer;
    await this.heard.shown(answer);
    const took = performance.now() - since;
    this.heard.settled(answer, took);
    document.dispatchEvent(new CustomEvent("undercut:drawn", { detail: { ms: took, futures: answer.futures } }));
  }

  /** Say what went wrong, and ask again where that may help. @param {unknown} failure */
  failed(failure) {
    if (dropped(failure)) return;
    if (failure instanceof Silent) {
      this.heard.notice("The server does not answer. Your settings stand in the link; the page goes on when the server is back.");
      this.retrySoon();
      return;
    }
    const said = failure instanceof Error ? failure.message : String(failure);
    const busy = failure instanceof Refused && failure.status === 503;
    this.heard.notice(busy ? `${said} Trying again.` : said);
    if (busy) this.retrySoon();
  }

  retrySoon() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.atRest(), RETRY_MS);
  }
}
