// @ts-check
// Fan charts in Vega-Lite: medians with 50 and 80 percent bands, and what was observed.

import { h, put, s } from "./dom.js";
import { number, term } from "./words.js";

const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";
const QUANTILES = /** @type {const} */ (["q10", "q25", "q50", "q75", "q90"]);

/** @typedef {{id: string, name: string, color: string, dash?: number[]}} Series */
/** @typedef {import("./types.js").Bands} Bands */

/**
 * @typedef {object} Drawn what a chart shows
 * @property {Series[]} series
 * @property {Record<string, Bands>} bands by series
 * @property {number[]} years
 * @property {{year: number, value: number}[]} observed
 * @property {string} axis
 * @property {string} words the chart in words
 * @property {boolean} [fans] whether bands are drawn
 */

/** @param {string} name */
function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @type {Promise<any> | undefined} */
let library;

/** Load the chart library once. */
export function load() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/static/charts-library.js";
    script.type = "module";
    script.onload = () => resolve(/** @type {any} */ (window).vegaEmbed);
    script.onerror = () => {
      library = undefined;
      script.remove();
      reject(new Error("The chart library did not load."));
    };
    document.head.append(script);
  });
  return library;
}

/**
 * @param {Series[]} series @param {string} axis @param {boolean} bands
 * @param {any[]} rows @param {any[]} observed @param {[number, number]} span first and last year
 */
function specification(series, axis, bands, rows, observed, span) {
  const x = {
    field: "year",
    type: "quantitative",
    scale: { nice: false, zero: false, domain: span },
    axis: { format: "d", title: null, tickCount: 8, grid: false },
  };
  const y = (/** @type {string} */ field) => ({
    field,
    type: "quantitative",
    scale: { zero: true, nice: true },
    axis: { title: axis, tickCount: 5, format: "~s", labelExpr: "datum.value >= 1e6 ? format(datum.value / 1e6, '~g') + ' M' : datum.value >= 10000 ? format(datum.value, ',') : format(datum.value, '~g')" },
  });
  const color = { field: "who", type: "nominal", scale: { domain: series.map((one) => one.id), range: series.map((one) => one.color) }, legend: null };
  const band = (/** @type {string} */ low, /** @type {string} */ high, /** @type {number} */ opacity) => ({
    mark: { type: "area", opacity, line: false, clip: true },
    encoding: { x, y: y(low), y2: { field: high }, color },
  });
  return {
    $schema: SCHEMA,
    width: "container",
    height: "container",
    autosize: { type: "fit", contains: "padding", resize: true },
    padding: { left: 2, right: 6, top: 6, bottom: 2 },
    background: null,
    data: { name: "bands", values: rows },
    layer: [
      ...(bands ? [band("q10", "q90", 0.16), band("q25", "q75", 0.26)] : []),
      {
        mark: { type: "line", strokeWidth: 2.4 },
        encoding: {
          x,
          y: y("q50"),
          color,
          strokeDash: { field: "who", type: "nominal", legend: null, scale: { domain: series.map((one) => one.id), range: series.map((one) => one.dash ?? [1, 0]) } },
        },
      },
      ...(observed.length
        ? [{ name: "observed", data: { name: "observed", values: observed }, mark: { type: "line", strokeWidth: 1.4, color: ink("--ink"), point: { size: 16, filled: true, color: ink("--ink") } }, encoding: { x, y: y("value") } }]
        : []),
      { data: { name: "cursor", values: [] }, mark: { type: "rule", color: ink("--faint"), strokeDash: [2, 2] }, encoding: { x } },
    ],
    config: {
      aria: false,
      font: getComputedStyle(document.body).fontFamily,
      view: { stroke: null },
      axis: { labelFontSize: 11, titleFontSize: 11, labelColor: ink("--soft"), titleColor: ink("--soft"), titleFontWeight: "normal", gridColor: ink("--line"), domainColor: ink("--line-strong"), tickColor: ink("--line-strong"), tickSize: 4 },
    },
  };
}

/** One chart that stays on the page while its data change. */
export class Fan {
  /** @param {string} name what a screen reader calls it */
  constructor(name) {
    this.canvas = h("div.fan-canvas", { "aria-hidden": "true" });
    this.tip = h("div.fan-tip", { hidden: true });
    this.legend = h("div.legend");
    this.element = h("div.fan", { role: "img", "aria-label": name, tabindex: 0 }, this.canvas, this.tip);
    /** @type {any} */
    this.view = null;
    this.shape = "";
    this.explained = "";
    /** @type {Drawn | null} */
    this.shown = null;
    /** @type {number | undefined} */
    this.year = undefined;
    this.turn = 0;
    this.element.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => this.point(event.clientX - this.canvas.getBoundingClientRect().left));
    this.element.addEventListener("pointerleave", () => this.leave());
    this.element.addEventListener("blur", () => this.leave());
    this.element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.key(event));
    new ResizeObserver(() => this.fit()).observe(this.canvas);
  }

  /**
   * Draw, or change what is drawn.
   * @param {Drawn} what
   */
  async draw(what) {
    const turn = ++this.turn;
    this.shown = what;
    this.element.setAttribute("aria-label", what.words);
    this.explain(what);
    const rows = what.series.flatMap((one) =>
      what.years.map((year, place) => {
        /** @type {Record<string, any>} */
        const row = { year, who: one.id };
        for (const quantile of QUANTILES) row[quantile] = what.bands[one.id][quantile][place];
        return row;
      }),
    );
    /** @type {[number, number]} */
    const span = [what.observed[0]?.year ?? what.years[0], what.years[what.years.length - 1]];
    const shape = JSON.stringify([what.series, what.axis, what.observed, span, what.fans !== false, document.documentElement.dataset.theme]);
    if (!this.view || shape !== this.shape) {
      const embed = await load();
      if (turn !== this.turn) return;
      this.view?.finalize();
      this.shape = shape;
      const made = await embed(this.canvas, specification(what.series, what.axis, what.fans !== false, rows, what.observed, span), {
        actions: false,
        ast: true,
        defaultStyle: false,
        tooltip: false,
        renderer: "svg",
        logLevel: 1,
      });
      this.view = made.view;
      return;
    }
    await this.view.data("bands", rows).runAsync();
  }

  /** The legend; it stays while only the data change, so that a term in it keeps the focus. @param {Drawn} what */
  explain({ series, observed, fans }) {
    const key = JSON.stringify([series, observed.length > 0, fans !== false, document.documentElement.dataset.theme]);
    if (key === this.explained) return;
    this.explained = key;
    put(
      this.legend,
      series.map((one) => h("span.key", { title: one.name }, swatch(one), h("span.key-name", {}, one.id === "baseline" ? term(one.name, "baseline") : one.name))),
      fans === false ? null : h("span.key", {}, shades(series[series.length - 1].color), h("span", {}, term("50%", "50% band"), " and ", term("80%", "80% band"), " bands")),
      observed.length ? h("span.key", {}, dot(), "Observed") : null,
    );
  }

  async fit() {
    if (!this.view || !this.canvas.clientWidth) return;
    await this.view.width(this.canvas.clientWidth).height(this.canvas.clientHeight).runAsync();
  }

  /** @param {number} left */
  point(left) {
    if (!this.view || !this.shown) return;
    const scale = this.view.scale("x");
    if (!scale) return;
    const [origin] = this.view.origin();
    this.show(Math.round(scale.invert(left - origin)));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || !this.shown) return;
    event.preventDefault();
    const years = this.shown.years;
    this.show(Math.min(years[years.length - 1], Math.max(years[0], (this.year ?? years[0] - 1) + step)));
  }

  /** @param {number} year */
  show(year) {
    if (!this.shown) return;
    const { years, series, bands, observed } = this.shown;
    const place = years.indexOf(year);
    const seen = observed.find((one) => one.year === year);
    if (place < 0 && !seen) {
      this.leave();
      return;
    }
    this.year = year;
    const lines = series
      .filter(() => place >= 0)
      .map((one) => {
        const at = (/** @type {keyof Bands} */ quantile) => number(bands[one.id][quantile][place]);
        return h("div", {}, swatch(one), `${one.name}: `, h("b", {}, at("q50")), ` (${at("q10")} to ${at("q90")})`);
      });
    put(this.tip, h("div.fan-year", {}, String(year)), lines, seen ? h("div", {}, dot(), "Observed: ", h("b", {}, number(seen.value))) : null);
    this.tip.hidden = false;
    const [origin] = this.view.origin();
    const left = origin + this.view.scale("x")(year);
    const wide = this.canvas.clientWidth;
    this.tip.style.left = `${left > wide / 2 ? Math.max(0, left - this.tip.offsetWidth - 10) : left + 10}px`;
    this.view.data("cursor", [{ year }]).runAsync();
  }

  leave() {
    this.year = undefined;
    if (this.tip.hidden) return;
    this.tip.hidden = true;
    this.view?.data("cursor", []).runAsync();
  }
}

/** @param {Series} one */
function swatch(one) {
  return s("svg", { class: "swatch", width: 18, height: 8, "aria-hidden": "true" }, s("line", { x1: 0, y1: 4, x2: 18, y2: 4, stroke: one.color, "stroke-width": 3, "stroke-dasharray": (one.dash ?? []).join(" ") }));
}

/** The shades of the bands. @param {string} color */
function shades(color) {
  return s("svg", { class: "swatch", width: 18, height: 10, "aria-hidden": "true" }, s("rect", { width: 18, height: 10, fill: color, opacity: 0.22 }), s("rect", { y: 2.5, width: 18, height: 5, fill: color, opacity: 0.4 }));
}

function dot() {
  return s("svg", { class: "swatch", width: 8, height: 8, "aria-hidden": "true" }, s("circle", { cx: 4, cy: 4, r: 3, fill: ink("--ink") }));
}

/** A chart in words. @param {string} label @param {number[]} years @param {Series[]} series @param {Record<string, Bands>} bands */
export function inWords(label, years, series, bands) {
  const last = years.length - 1;
  const parts = series.map((one) => {
    const at = (/** @type {keyof Bands} */ quantile) => number(bands[one.id][quantile][last]);
    return `${one.name} in ${years[last]}: median ${at("q50")}, 80% band ${at("q10")} to ${at("q90")}.`;
  });
  return `Fan chart of ${label}, ${years[0]} to ${years[last]}. ${parts.join(" ")} Left and right arrows read the years.`;
}

/** @param {Record<string, Bands>} bands by series @param {number[]} years @param {Series[]} series */
export function asTable(bands, years, series) {
  const head = ["year", ...series.flatMap((one) => QUANTILES.map((quantile) => `${one.name} ${quantile}`))];
  const rows = years.map((year, place) => [year, ...series.flatMap((one) => QUANTILES.map((quantile) => bands[one.id][quantile][place]))]);
  return [head, ...rows].map((row) => row.join("\t")).join("\n");
}
