// Says what Streamlit says by itself in the language of the page. It knows only English, so its words are looked for in
// what it draws, and another text is put in their place. What is ours or of the registry is left alone.

const { words, choices, months } = JSON.parse(document.getElementById("nf-widget-words").textContent);
const language = document.documentElement.lang;

// Streamlit and its calendar ask the browser alone for the language of months and days. Es-MX is Spanish as well.
if (navigator.language.split("-")[0] !== language)
  Object.defineProperty(navigator, "language", { value: language, configurable: true });

const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder"];
// What people wrote: on our pages, in the registry, into a table or a field.
const OURS = [
  "[lang]:not(html)", "[data-testid=stHtml]", "[data-testid=stText]", "[data-testid=stHeading]", "canvas", "pre",
  "[data-testid=stDataFrameStatisticsChart] *", "script", "style", "noscript", "textarea",
].join(", ");
const LABEL = "[data-testid=stMarkdownContainer]";
const SAID_BY_STREAMLIT = [
  "[data-testid=stTooltipContent]", "[data-testid=stTooltipErrorContent]", "[data-testid=stTopNav]", "[role=dialog]",
].join(", ");
const CHOICE = "[role=option], [data-tag]";

const sayWord = prepare({ ...words, ...choices });
const sayChoice = prepare(choices);

// A function that returns what is said for a text, or null where that text is none of these.
function prepare(texts) {
  const whole = new Map(Object.entries(texts).filter(([english]) => !english.includes("{")));
  const patterns = Object.entries(texts)
    .filter(([english]) => english.includes("{"))
    .map(([english, said]) => [new RegExp(`^${english.split(/(\{\w+\})/).map(writePart).join("")}$`, "s"), said]);
  return (text) => {
    const said = whole.get(text);
    if (said !== undefined) return said;
    for (const [pattern, filled] of patterns) {
      const found = pattern.exec(text);
      if (found) return filled.replace(/\{(\w+)\}/g, (_, name) => months[found.groups[name]] ?? found.groups[name]);
    }
    return null;
  };
}

// A blank, by what it may hold, or words as they are.
function writePart(part) {
  const blank = /^\{(\w+)\}$/.exec(part)?.[1];
  if (!blank) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const held = { what: ".+", month: Object.keys(months).join("|") }[blank] ?? "[\\d.,/-]+";
  return `(?<${blank}>${held})`;
}

function say(text, element) {
  const trimmed = text.trim();
  const said = trimmed && (element.closest(CHOICE) ? sayChoice : sayWord)(trimmed);
  return said ? text.replace(trimmed, () => said) : text;
}

function isOurs(element) {
  if (element.closest(OURS)) return true;
  const label = element.closest(LABEL);
  return Boolean(label && !label.closest(SAID_BY_STREAMLIT));
}

function sayText(node) {
  const said = say(node.data, node.parentElement);
  if (said !== node.data) node.data = said;
}

function sayAttributes(element) {
  for (const name of ATTRIBUTES) {
    const text = element.getAttribute(name);
    const said = text === null ? null : say(text, element);
    if (said !== text) element.setAttribute(name, said);
  }
}

// Everything in what was just drawn; a part that is ours is not even entered.
function sayAll(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    if (node.matches(OURS)) return NodeFilter.FILTER_REJECT;
    return node.matches(LABEL) && !node.closest(SAID_BY_STREAMLIT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  });
  for (let node = root; node; node = walker.nextNode())
    if (node.nodeType === Node.TEXT_NODE) sayText(node);
    else sayAttributes(node);
}

// What is said here comes back as a change of its own, and is none of these words any more.
new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
    if (!element || isOurs(element)) continue;
    if (type === "characterData") sayText(target);
    else if (type === "attributes") sayAttributes(element);
    else
      for (const node of addedNodes)
        if (node.nodeType === Node.TEXT_NODE ? node.parentElement : node.nodeType === Node.ELEMENT_NODE && !isOurs(node))
          sayAll(node);
  }
}).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES });
