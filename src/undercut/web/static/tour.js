// @ts-check
// Four short steps for a first visit. Seen once, they come back only when asked for.

import { h, put } from "./dom.js";

const SEEN = "undercut.tour";

const STEPS = [
  ["Set the levers", "Twenty-four things a government can do stand on the left, each at its level of about 2024. Move one, or start from a strategy that ships. A lever's name opens its evidence, costs, authorities and limits."],
  ["Read the answer as a range", "Every strategy meets the same futures as the baseline: 128 while a lever moves, 512 when it rests. The large number is the middle future; the band holds 80 of 100. Futures are draws from priors, not fitted to data."],
  ["See what is lawful", "A badge beside each lever says what the law finds: lawful, lawful if, disputed, not lawful. Change the host or its consent and the badges change. A strategy that is not lawful still simulates, and says so."],
  ["Take it with you", "The whole setting stands in the link. Share it, keep strategies and compare up to four, copy the data, or write the one-page memo. Underlined terms explain themselves."],
];

export class Tour {
  constructor() {
    this.body = h("div");
    this.element = h("dialog.tour", { "aria-label": "Introduction" }, this.body);
    this.element.addEventListener("close", () => remember());
    this.step = 0;
  }

  /** Open on a first visit. */
  offer() {
    try {
      if (localStorage.getItem(SEEN)) return;
    } catch {
      return;
    }
    this.open();
  }

  open() {
    this.step = 0;
    this.show();
    if (!this.element.open) this.element.showModal();
  }

  show() {
    const [title, text] = STEPS[this.step];
    const last = this.step === STEPS.length - 1;
    const go = (/** @type {number} */ by) => () => {
      this.step += by;
      this.show();
    };
    put(
      this.body,
      h("p.eyebrow", {}, `${this.step + 1} of ${STEPS.length}`),
      h("h2", {}, title),
      h("p", {}, text),
      h(
        "div.tour-buttons",
        {},
        last ? null : h("button.quiet", { type: "button", on: { click: () => this.element.close() } }, "Skip"),
        this.step ? h("button", { type: "button", on: { click: go(-1) } }, "Back") : null,
        h("button.primary", { type: "button", autofocus: true, on: { click: last ? () => this.element.close() : go(1) } }, last ? "Begin" : "Next"),
      ),
    );
    this.body.querySelector(".primary")?.focus();
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN, "1");
  } catch {
    // Without storage the steps come again at the next visit.
  }
}
