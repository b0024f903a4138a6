// @ts-check
// The law: what this strategy may do, lever by lever, and the map of who may do what where.

import { dropped, get, messageOf, post } from "./api.js";
import { h, put } from "./dom.js";
import { badge } from "./levers.js";
import { fresh } from "./state.js";
import { FINDINGS, label, sentence, term, unplaced } from "./words.js";

/** @type {Record<string, string>} */
const LAYERS = { us_domestic: "US law", international: "International law", host_state: "Law of the host" };

export class Law {
  /** @param {import("./types.js").Model} model @param {import("./types.js").Tell} tell */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    this.controls = h("div.law-facts.wide");
    this.effect = h("p.facts-effect", { role: "status" });
    this.check = h("div");
    this.map = h("div.scroll", { tabindex: 0, role: "region", "aria-label": "Legal map" });
    this.cell = h("div.cell-detail", { role: "status" }, h("p.small", {}, "Choose a cell to see what decides it."));
    this.about = h("p.small");
    this.element = h(
      "div.view.law",
      {},
      h(
        "section.panel",
        {},
        h("h2", {}, "What the law is to assume"),
        this.controls,
        this.effect,
        h("p.small", {}, "Facts change what is lawful, never the simulated world, which has its own level of ", term("consent"), ". A decision aid that shows its reasons, not legal advice."),
      ),
      h("section.panel", {}, h("h2", {}, "This strategy"), this.check),
      h("section.panel", {}, h("h2", {}, "Who may do what, where"), this.about, this.map, this.cell),
    );
    /** @type {AbortController | null} */
    this.asking = null;
    this.shown = { check: "", map: "" };
  }

  /** @param {import("./types.js").State} state @param {import("./strategy.js").Document} document */
  async show(state, document) {
    put(this.controls, this.tell.lawControls(state, true));
    await Promise.all([this.showCheck(document), this.showMap(state)]);
  }

  /** @param {import("./strategy.js").Document} document */
  async showCheck(document) {
    const key = JSON.stringify(document);
    if (key === this.shown.check) return;
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const found = await post("/api/check", { strategy: document }, this.asking.signal);
      put(this.check, this.findings(found));
      await this.showEffect(document, found, this.asking.signal);
      this.shown.check = key;
    } catch (failure) {
      if (dropped(failure)) return;
      put(this.check, h("p.error", {}, messageOf(failure)));
      this.tell.failed(failure);
    }
  }

  /**
   * Say which findings the assumed facts changed, beside none assumed.
   * @param {import("./strategy.js").Document} document @param {import("./types.js").Check} found @param {AbortSignal} signal
   */
  async showEffect(document, found, signal) {
    const { host, facts } = fresh();
    const plain = { ...document, law: { host, facts } };
    if (JSON.stringify(plain.law) === JSON.stringify(document.law)) {
      put(this.effect, "Nothing is assumed yet: Mexico, and its consent unknown.");
      return;
    }
    /** @type {import("./types.js").Check} */
    const without = await post("/api/check", { strategy: plain }, signal);
    const before = new Map(without.levers.map((one) => [one.lever, one.finding]));
    const moved = found.levers.filter((one) => before.get(one.lever) !== one.finding);
    const rest = found.levers.length - moved.length;
    const words = (/** @type {import("./types.js").LeverCheck} */ one) => `${one.label}, ${FINDINGS[before.get(one.lever) ?? ""]?.toLowerCase() ?? "no finding"} \u2192 ${FINDINGS[one.finding].toLowerCase()}`;
    put(
      this.effect,
      h("b", {}, "What these facts changed: "),
      moved.length ? `${moved.map(words).join("; ")}.${rest ? ` The other ${rest === 1 ? "finding stands" : `${rest} findings stand`}.` : ""}` : found.levers.length ? "no finding of this strategy." : "nothing yet, since no lever is off baseline.",
      " The simulated results stay the same.",
    );
  }

  /** @param {import("./types.js").Check} found */
  findings(found) {
    if (!found.levers.length) return h("p", {}, "No lever is off baseline. Move one under Simulate, or start from a strategy.");
    const order = ["barred", "contested", "permitted_if", "permitted"];
    const levers = [...found.levers].sort((a, b) => order.indexOf(a.finding) - order.indexOf(b.finding));
    return [
      h("p.law-head", {}, badge(found.finding), found.finding === "barred" ? " Unlawful as written." : " is the most restrictive finding.", h("span.small", {}, ` Law as of ${found.on}.`)),
      found.warnings.length ? h("ul.warnings", {}, found.warnings.map((text) => h("li", {}, unplaced(text)))) : null,
      levers.map((lever) => this.lever(lever)),
    ];
  }

  /** @param {import("./types.js").LeverCheck} lever */
  lever(lever) {
    const layers = Object.entries(lever.layers);
    const deciding = layers.filter(([, layer]) => layer.finding === lever.finding);
    return h(
      "details.finding",
      { data: { lever: lever.lever } },
      h("summary", {}, badge(lever.finding), h("b", {}, ` ${lever.label}`), h("span.small", {}, ` ${(deciding[0]?.[1].reasons[0]?.because ?? "").slice(0, 140)}`)),
      layers.map(([name, layer]) =>
        h(
          "div.layer",
          {},
          h("h3", {}, LAYERS[name] ?? label(name), " ", badge(layer.finding)),
          h("ul", {}, layer.reasons.map((reason) => h("li", {}, reason.because, h("div.small", {}, reason.authorities.map((item) => item.citation).join("; "))))),
        ),
      ),
      lever.conditions.length ? [h("h3", {}, "Conditions"), h("ul", {}, lever.conditions.map((text) => h("li", {}, text)))] : null,
      lever.missing.length ? h("p.small", {}, `Not stated, and it matters: ${lever.missing.map(label).join(", ")}.`) : null,
      lever.remedies.length ? [h("h3", {}, "What would change it"), h("ul", {}, lever.remedies.map((item) => h("li", {}, (item.steps ?? []).map(sentence).join("; ") || Object.entries(item.change).map(([fact, value]) => `${label(fact)}: ${value}`).join(", "), " → ", FINDINGS[item.finding] ?? label(item.finding))))] : null,
      Object.keys(lever.alternatives).length ? h("p.small", {}, `Lawful alternatives on record: ${Object.entries(lever.alternatives).map(([name, finding]) => `${label(name)} (${FINDINGS[finding]?.toLowerCase()})`).join("; ")}.`) : null,
    );
  }

  /** @param {import("./types.js").State} state */
  async showMap(state) {
    const consent = this.model.law.consents.includes(state.facts.consent) ? state.facts.consent : "unknown";
    const key = `host=${encodeURIComponent(state.host)}&consent=${encodeURIComponent(consent)}`;
    if (key === this.shown.map) return;
    try {
      const found = await get(`/api/law/map?${key}`);
      this.shown.map = key;
      this.drawMap(found);
    } catch (failure) {
      put(this.map, h("p.error", {}, messageOf(failure)));
      this.tell.failed(failure);
    }
  }

  /** @param {import("./types.js").LegalMap} found */
  drawMap(found) {
    put(this.about, `${found.host_label}, consent ${found.consent}, law as of ${found.on}. ${found.coverage}`);
    const cells = new Map(found.cells.map((cell) => [`${cell.place}/${cell.activity}/${cell.actor}`, cell]));
    put(
      this.map,
      h(
        "table.grid.map",
        {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Act"), found.actors.map((actor) => h("th", { scope: "col" }, actor.label)))),
        found.places.map((place) =>
          h(
            "tbody",
            {},
            h("tr.place", {}, h("th", { scope: "rowgroup", colspan: found.actors.length + 1 }, place.label)),
            place.activities.map((activity) =>
              h(
                "tr",
                {},
                h("th", { scope: "row" }, activity.label),
                found.actors.map((actor) => {
                  const cell = cells.get(`${place.id}/${activity.id}/${actor.id}`);
                  if (!cell) return h("td.none", {}, "–");
                  const words = `${actor.label}: ${activity.label.toLowerCase()}, ${place.label.toLowerCase()}: ${cell.gap ? "no rule of the base decides" : FINDINGS[cell.finding]}`;
                  return h("td", {}, h(`button.cell.${cell.finding}${cell.gap ? ".gap" : ""}`, { type: "button", "aria-label": words, on: { click: () => this.detail(cell, words) } }, cell.gap ? "No rule" : FINDINGS[cell.finding]));
                }),
              ),
            ),
          ),
        ),
      ),
    );
  }

  /** @param {import("./types.js").Cell} cell @param {string} words */
  detail(cell, words) {
    put(
      this.cell,
      h("h3", {}, words),
      h("p", {}, Object.entries(cell.layers).map(([name, finding]) => h("span.pair", {}, `${LAYERS[name]} `, badge(finding)))),
      h("p.small", {}, `Decided in ${LAYERS[cell.layer] ?? cell.layer} by: ${cell.authorities.map((item) => item.citation).join("; ") || "no authority of the base"}.`),
      cell.missing.length ? h("p.small", {}, `Not stated, and it matters: ${cell.missing.map(label).join(", ")}.`) : null,
    );
  }
}
