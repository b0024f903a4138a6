// @ts-check
// Build elements from data. Whatever a string says, it becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 * @param {string} tag name, with classes after dots: "p.small"
 * @param {Record<string, any>} [properties] attributes; `on` holds listeners
 * @param {...any} children elements, strings, or lists of them; null and false are left out
 * @returns {any}
 */
export function h(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  return fill(element, properties, children);
}

/** Make an element of a drawing. @param {string} name @param {Record<string, any>} [properties] @param {...any} children */
export function s(name, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, name), properties, children);
}

/** @param {any} element @param {Record<string, any>} properties @param {any[]} children */
function fill(element, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "value" || key === "checked" || key === "selected") element[key] = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...flat(children));
  return element;
}

/** @param {any[]} children @returns {any[]} */
function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

/** Replace what an element holds. @param {any} element @param {...any} children */
export function put(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

/** Set the text of an element, touching it only when it changes. @param {any} element @param {string} text */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A labeled list of choices. @param {string} label @param {{id: string, label: string}[]} options @param {string} value @param {(value: string) => void} choose */
export function choice(label, options, value, choose, id = "") {
  return h(
    "select",
    { "aria-label": label, id: id || null, on: { change: (/** @type {any} */ event) => choose(event.target.value) } },
    options.map((option) => h("option", { value: option.id, selected: option.id === value }, option.label)),
  );
}

/** Hand the visitor a file. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
