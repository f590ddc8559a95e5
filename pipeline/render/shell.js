// Runs inside the page: draws one table or diagram on the stage at a time and tells its size, or what is wrong with it.
"use strict";

const stage = document.getElementById("stage");
const FONTS = ["Deck Text", "Deck Mono", "Deck Symbol", "Deck Emoji"];

/** Load every font in both weights; return the names of those that cannot be loaded. */
async function prepare() {
  const missing = [];
  for (const name of FONTS) {
    for (const weight of [400, 700]) {
      const faces = await document.fonts.load(`${weight} 16px "${name}"`).catch(() => []);
      if (faces.length === 0) missing.push(name);
    }
  }
  return [...new Set(missing)];
}

/** Load mermaid, which takes as long as all else together, and which a table does without; return it if it is missing. */
async function prepareDiagrams() {
  clear();
  const script = document.createElement("script");
  script.src = document.body.dataset.mermaid;
  await new Promise((tell) => {
    script.onload = script.onerror = tell;
    document.head.append(script);
  });
  return typeof mermaid === "undefined" ? ["mermaid"] : [];
}

/**
 * Draw `order` = {kind, source, layouts, lang, accent, table_width, text_px, fitting_width}.
 * Return {width, height, text, boxes} with `text` the size of the smallest letters, or {fault, line}.
 */
async function draw(order) {
  clear();
  document.documentElement.lang = order.lang;
  document.documentElement.style.setProperty("--accent", order.accent);
  stage.className = order.kind;
  const fault = order.kind === "table" ? drawTable(order) : await drawDiagram(order);
  if (fault) return fault;
  await document.fonts.ready;
  const box = stage.getBoundingClientRect();
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)];
  return { width, height, text: smallestText(stage), boxes: boxesOf(order, stage) };
}

/** Leave nothing of the last picture, not even the state of the random numbers that some layouts draw from. */
function clear() {
  stage.replaceChildren();
  let state = 1;
  Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** The size in CSS pixels of the smallest letters that are shown within `root`; 0 if there are none. */
function smallestText(root) {
  let smallest = Infinity;
  for (const element of textElements(root)) {
    const drawing = element.closest("svg");
    const outer = drawing && element.closest("foreignObject, text");
    const matrix = outer?.getScreenCTM();
    const scale = matrix ? Math.hypot(matrix.a, matrix.b) : 1;
    smallest = Math.min(smallest, parseFloat(getComputedStyle(element).fontSize) * scale);
  }
  return Number.isFinite(smallest) ? smallest : 0;
}

/** The elements within `root` that hold visible text of their own. */
function* textElements(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("style, defs, title, desc")) continue;
    if (element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) yield element;
  }
}
