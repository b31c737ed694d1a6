// What Streamlit's shell does to people who listen, and to those who want no motion. No setting and no style sheet
// reaches it, so each part is mended as it is drawn.

const FIELD = ":is([data-testid=stMultiSelect], [data-testid=stSelectbox], [data-testid=stNumberInput])";

let named = 0;

const mends = {
  // The whole main part is a stop of its own. A screen reader then stands there wherever it reads, and the next Tab
  // leads back to the first link.
  "[data-testid=stMain][tabindex]": (main) => main.removeAttribute("tabindex"),
  // What opens hangs at the end of the page, in no part of it that has a name.
  "[data-testid=stMultiSelectDropdown]": nameRegion,
  "[data-testid=stMainMenuPopover]": nameRegion,
  // So does a help text, which nobody hears: it belongs to what stands around its button. A calendar is heard by its days.
  "#stFloatingOverlayPortal": (overlay) => put(overlay, "aria-live", "polite"),
  "#stFloatingOverlayPortal > :not(:has([role=tooltip]))": (other) => put(other, "aria-live", "off"),
  // The head of a calendar is no banner of the page.
  "[data-testid=stDateInputCalendar] header": (head) => put(head, "role", "presentation"),
  // A list of choices hides the page around it. What comes back with the page is told as if it were new, though it is
  // the count of the choices before.
  "[data-testid=stMain] :is([role=status], [role=alert])": (told) => put(told, "data-live-announcer", "true"),
  // "Open" and "Clear all" do not say of what.
  [`${FIELD} button[aria-label]:not([data-testid=stWidgetLabel] *, [data-tag] *)`]: (button) => {
    const label = button.closest(FIELD).querySelector("[data-testid=stWidgetLabel] [data-testid=stMarkdownContainer]");
    if (!label) return;
    for (const part of [button, label]) part.id ||= `nf-of-${++named}`;
    put(button, "aria-labelledby", `${button.id} ${label.id}`);
  },
};

function nameRegion(part) {
  const name = part.querySelector("[aria-label]")?.getAttribute("aria-label");
  if (!name) return;
  put(part, "role", "region");
  put(part, "aria-label", name);
}

function put(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

let frame = 0;

function mendAll() {
  frame = 0;
  for (const [selector, mend] of Object.entries(mends)) document.querySelectorAll(selector).forEach(mend);
}

// Once a frame, however much is drawn in it.
new MutationObserver(() => (frame ||= requestAnimationFrame(mendAll))).observe(document, { subtree: true, childList: true });

// One of its scripts makes what opens grow, whatever a person asked for.
const calmly = matchMedia("(prefers-reduced-motion: reduce)");
const animate = Element.prototype.animate;
Element.prototype.animate = function (frames, options) {
  const atOnce = typeof options === "number" ? 0 : { ...options, duration: 0 };
  return animate.call(this, frames, calmly.matches ? atOnce : options);
};
