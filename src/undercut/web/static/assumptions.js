// @ts-check
// The drawer of assumptions: one rival form of a mechanism held true in every future. They are not levers.

import { choice, h, put } from "./dom.js";

export class Assumptions {
  /** @param {import("./types.js").Model} model @param {Pick<import("./types.js").Tell, "change">} tell */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    this.element = h("dialog.drawer", { "aria-label": "Assumptions" });
    this.element.addEventListener("click", (/** @type {Event} */ event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  /** @param {import("./types.js").State} state */
  open(state) {
    put(
      this.element,
      h(
        "div.drawer-body",
        {},
        h("div.drawer-head", {}, h("div", {}, h("p.eyebrow", {}, "Not levers"), h("h2", {}, "Assumptions")), h("button.quiet", { type: "button", "aria-label": "Close", on: { click: () => this.element.close() } }, "✕")),
        h("p", {}, "Researchers disagree on how parts of the world work, so each future draws one of the rival forms. Here one form can be held true in every future. Nobody can decide it, so it is no lever: it moves the baseline too, and the page says apart what the assumption changed and what the strategy changed."),
        this.model.alternatives.map((one) =>
          h(
            "section.block",
            {},
            h("label.alternative", {}, h("b", {}, one.label), choice(one.label, [{ id: "", label: "each future draws its own" }, ...one.options], state.assume[one.id] ?? "", (value) => this.tell.change((now) => hold(now.assume, one.id, value)))),
            h("details", {}, h("summary.small", {}, "Why it is open"), h("p.small", {}, one.rationale)),
          ),
        ),
        h("button.quiet", { type: "button", on: { click: () => this.release() } }, "Let every future draw"),
      ),
    );
    if (!this.element.open) this.element.showModal();
  }

  release() {
    this.tell.change((now) => {
      now.assume = {};
      this.open(now);
    });
  }
}

/** @param {Record<string, string>} held @param {string} id @param {string} option */
function hold(held, id, option) {
  if (option) held[id] = option;
  else delete held[id];
}
