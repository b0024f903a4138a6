// @ts-check
// One bubble for every term of the glossary: on hover, on focus, gone with Escape.

import { h } from "./dom.js";

export function tooltips() {
  const bubble = h("div.bubble", { role: "tooltip", id: "bubble", hidden: true });
  document.body.append(bubble);
  const hide = () => {
    bubble.hidden = true;
  };
  const show = (/** @type {Event} */ event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
    if (!(target instanceof HTMLElement)) {
      hide();
      return;
    }
    (target.closest("dialog") ?? document.body).append(bubble);
    bubble.textContent = target.dataset.tip ?? "";
    bubble.hidden = false;
    target.setAttribute("aria-describedby", "bubble");
    const box = target.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left), window.innerWidth - bubble.offsetWidth - 8);
    const above = box.bottom + bubble.offsetHeight + 12 > window.innerHeight;
    bubble.style.left = `${left}px`;
    bubble.style.top = `${above ? box.top - bubble.offsetHeight - 6 : box.bottom + 6}px`;
  };
  document.addEventListener("pointerover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}
