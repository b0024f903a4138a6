// @ts-check
// Numbers and terms in words for people: two significant digits, signs, ranges, a glossary.

const MINUS = "\u2212";

/** @param {number} value @param {number} [digits] */
export function number(value, digits = 2) {
  if (!Number.isFinite(value)) return "n/a";
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  const sign = rounded < 0 ? MINUS : "";
  for (const [scale, name] of /** @type {[number, string][]} */ ([[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]])) {
    if (size >= scale) return `${sign}${decimal(size / scale, digits)} ${name}`;
  }
  return sign + decimal(size, digits);
}

/** @param {number} size @param {number} digits */
function decimal(size, digits) {
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return size.toLocaleString("en-US", { minimumFractionDigits: Math.min(places, 6), maximumFractionDigits: Math.min(places, 6) });
}

/** @param {number} value */
export function signed(value) {
  const text = number(value);
  return text.startsWith(MINUS) || text === "0" || text === "n/a" ? text : `+${text}`;
}

/**
 * A range; the end nearer to zero is rounded as coarsely as the other, so that no speck shows digits.
 * @param {number} low @param {number} high @param {(value: number) => string} [write]
 */
export function interval(low, high, write = number) {
  const far = Math.max(Math.abs(low), Math.abs(high));
  const grain = far > 0 && (write === signed || low < 0 !== high < 0) ? 10 ** (Math.floor(Math.log10(far)) - 1) : 0;
  const rounded = (/** @type {number} */ value) => (grain && Math.abs(value) < grain ? Math.round(value / grain) * grain : value);
  let first = write(rounded(low));
  const last = write(rounded(high));
  if (first === last) return first;
  const scale = first.split(" ")[1];
  if (scale && last.endsWith(` ${scale}`)) first = first.slice(0, -scale.length - 1);
  return `${first} to ${last}`;
}

/** What is less than this share of the level beside it reads as nothing, on the page as in the memo. */
const SPECK = 0.0001;

/** Whether a value is too small to be worth digits beside a level. @param {number} value @param {number} beside */
export function isSpeck(value, beside) {
  return Math.abs(value) < SPECK * Math.abs(beside);
}

/** A level; what is nothing on its scale reads as about 0. @param {number} value @param {number} scale */
export function nearly(value, scale) {
  if (value !== 0 && Math.abs(value) < 0.005 * scale) return "about 0";
  return number(value);
}

/** A change beside the level it changes. @param {number} value @param {number} beside */
export function change(value, beside) {
  if (value === 0) return "0";
  return isSpeck(value, beside) ? "about 0" : signed(value);
}

/** The band of a change beside the level it changes. @param {number} low @param {number} high @param {number} beside */
export function changes(low, high, beside) {
  if (low === 0 && high === 0) return "0";
  if (isSpeck(low, beside) && isSpeck(high, beside)) return "about 0";
  const round = (/** @type {number} */ value) => (isSpeck(value, beside) ? 0 : value);
  return interval(round(low), round(high), signed);
}

/** @param {number} value */
export function money(value) {
  const text = number(value);
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}

/** @param {number} share */
export function percent(share) {
  if (!Number.isFinite(share)) return "n/a";
  if (share > 0 && share < 0.01) return "less than 1%";
  if (share > 0.99 && share < 1) return "more than 99%";
  return `${Math.round(share * 100)}%`;
}

/** A level as a lever shows it: up to three digits that matter. @param {number} value */
export function level(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3)).toLocaleString("en-US")} M`;
  return Number(value.toPrecision(size >= 1e5 ? 4 : 3)).toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** @param {string} identifier */
export function label(identifier) {
  const words = identifier.replace(/[_-]/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {string} text */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A warning without the place in a file that the visitor has not written. @param {string} text */
export function unplaced(text) {
  return sentence(text.replace(/^(my-strategy|[\w-]+\.yaml)(:\d+)?: /, ""));
}

/** @type {Record<string, string>} */
export const FINDINGS = { permitted: "Lawful", permitted_if: "Lawful if", contested: "Disputed", barred: "Not lawful" };

/** @type {Record<string, string>} */
export const GLOSSARY = {
  future: "One draw of everything we do not know: parameters, rival forms of the mechanisms, and luck. Every strategy meets the same futures.",
  baseline: "Every lever held at its level of about 2024. The reference of every comparison, run over the same futures.",
  "80% band": "The range that holds the middle 80 of 100 futures: one in ten lies below it, one in ten above.",
  "50% band": "The range that holds the middle half of the futures.",
  median: "The middle future: half lie below it, half above.",
  lever: "A thing a government can do, with a unit and a range.",
  strategy: "Levers over time, with an objective, a budget and assumptions about the law.",
  "better in": "Share of futures in which the strategy beats baseline in that same future, by however little.",
  "not fitted": "Futures are drawn from priors: rough fits with stated ranges, ranges from the literature, and judgments. They are not weighted by how well they match past years.",
  assumption: "Something held true in every future, in place of what each would draw. Futures that drew it anyway do not change. It is not a lever: nobody can decide it.",
  consent: "Whether the host state agrees to an act in its space. As a legal fact it changes what is lawful, never the simulated world, which has its own level of consent.",
  "Lawful if": "Permitted on conditions that the check names, or once facts are stated that are not stated yet.",
  Disputed: "Serious authorities disagree, or the claim it rests on is contested.",
  "Not lawful": "Barred by at least one layer: US law, international law, or the host state's own law.",
  Lawful: "No rule of the base stands against it, and one allows it.",
  "present value": "Cost of all years, each discounted to the start at 3 percent a year.",
  "what moved it": "Each lever is taken out in turn on 128 futures; the bar is what the result loses. Bars need not add up, since levers interact.",
  "network capability": "An index of what organizations can do: revenue, members, flow delivered, territory. 1 is the end of 2024.",
  grade: "How strong the evidence is, from A (several or peer-reviewed evaluations) to D (thin, recalled, or too recent to judge).",
};

/**
 * A term that explains itself on hover, focus and tap.
 * @param {string} word what is shown
 * @param {string} [entry] its name in the glossary
 */
export function term(word, entry = word) {
  const element = document.createElement("span");
  element.className = "term";
  element.tabIndex = 0;
  element.textContent = word;
  element.dataset.tip = GLOSSARY[entry];
  return element;
}
