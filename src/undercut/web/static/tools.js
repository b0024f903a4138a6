// @ts-check
// The bar: title, start, objective, assumptions, undo and redo, what to save, theme, help.

import { file } from "./api.js";
import { choice, download, h, put, say } from "./dom.js";
import { asText } from "./paper.js";
import { clean, TITLE } from "./state.js";
import { fromShipped, toDocument, toYaml } from "./strategy.js";

/** @typedef {import("./types.js").State} State */

const SAVES = [
  { id: "", label: "Save, share…" },
  { id: "keep", label: "Keep it to compare" },
  { id: "link", label: "Copy the link" },
  { id: "pdf", label: "Memo as PDF" },
  { id: "docx", label: "Memo as Word" },
  { id: "html", label: "Memo as HTML" },
  { id: "yaml", label: "Strategy as YAML" },
  { id: "data", label: "Copy the results" },
  { id: "print", label: "Print this view" },
];

export class Tools {
  /** @param {any} element @param {import("./page.js").Page} page */
  constructor(element, page) {
    this.page = page;
    const { model } = page;
    const press = (/** @type {string} */ sign, /** @type {string} */ name, /** @type {() => void} */ act) =>
      h("button.quiet", { type: "button", title: name, "aria-label": name, on: { click: act } }, sign);
    this.title = h("input.title", {
      type: "text",
      "aria-label": "Title of the strategy",
      maxlength: 80,
      on: { change: () => page.change((state) => (state.title = clean(this.title.value) || TITLE)) },
    });
    this.objective = choice(
      "Objective",
      model.objectives.map((name) => ({ id: name, label: model.outcome[name].label })),
      "",
      (name) => page.change((state) => (state.objective = name)),
      "objective",
    );
    const starts = [{ id: "", label: "Start from…" }, ...model.strategies.map((one) => ({ id: one.id, label: one.title }))];
    const start = choice(
      "Start from a strategy",
      starts,
      "",
      (id) => {
        const found = model.strategies.find((one) => one.id === id);
        if (found) page.change((state) => Object.assign(state, fromShipped(found, state, model)));
        start.value = "";
      },
      "start-from",
    );
    const form = choice(
      "Save or share",
      SAVES,
      "",
      (id) => {
        form.value = "";
        this.save(id);
      },
      "save",
    );
    this.assumptions = h("button.quiet", { type: "button", on: { click: () => page.assumptions.open(page.state) } }, "Assumptions");
    put(
      element,
      this.title,
      start,
      h("label.objective", {}, h("span.small", {}, "Objective "), this.objective),
      this.assumptions,
      press("↶", "Undo", () => page.step("undo")),
      press("↷", "Redo", () => page.step("redo")),
      form,
      press("◐", "Switch between light and dark", () => page.theme(true)),
      press("?", "How to read this page", () => page.tour.open()),
    );
  }

  /** @param {State} state */
  show(state) {
    if (document.activeElement !== this.title) this.title.value = state.title;
    if (this.objective.value !== state.objective) this.objective.value = state.objective;
    const held = Object.keys(state.assume).length;
    say(this.assumptions, held ? `Assumptions (${held})` : "Assumptions");
    this.assumptions.classList.toggle("held", held > 0);
  }

  /** @param {string} id @returns {Promise<void>} */
  async save(id) {
    const { page } = this;
    const { state, model, asker } = page;
    const strategy = toDocument(state, state.objective, model);
    if (id === "keep") page.keep();
    else if (id === "link") await page.copy(location.href, "The link is on the clipboard; it holds the whole setting.");
    else if (id === "yaml") download(new Blob([toYaml(strategy)], { type: "application/yaml" }), "my-strategy.yaml");
    else if (id === "print") await page.print();
    else if (id === "data" && asker.answer) await page.copy(asText(state, asker.answer, model), "The results are on the clipboard.");
    if (!["pdf", "docx", "html"].includes(id)) return;
    page.status("Writing the memo…");
    try {
      download(await file("/api/memo", { strategy, format: id }), `my-strategy.${id}`);
      page.status(`The memo is written${Object.keys(state.assume).length ? "; it rests on all futures, without the assumptions" : ""}.`);
    } catch (failure) {
      page.status("The memo was not written.");
      asker.failed(failure);
    }
  }
}
