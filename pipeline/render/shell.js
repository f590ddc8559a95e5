// Runs inside the page: draws one table or diagram on the stage at a time and tells its size, or what is wrong with it.
"use strict";

const stage = document.getElementById("stage");
const FONTS = ["Deck Text", "Deck Mono", "Deck Symbol", "Deck Emoji"];
const TABLE_TAGS = new Set(
  "CAPTION THEAD TBODY TFOOT TR TH TD STRONG B EM I CODE BR MARK S DEL KBD SUB SUP SPAN RUBY RT RP".split(" "),
);
const KEPT_ATTRIBUTES = new Set(["class", "colspan", "rowspan"]);

/** Load every font in both weights; return the names of those that cannot be loaded. */
async function prepare() {
  const missing = [];
  for (const name of FONTS) {
    for (const weight of [400, 700]) {
      const faces = await document.fonts.load(`${weight} 16px "${name}"`).catch(() => []);
      if (faces.length === 0) missing.push(name);
    }
  }
  if (typeof mermaid === "undefined") missing.push("mermaid");
  return [...new Set(missing)];
}

/** Draw `order` = {kind, source, lang, accent, table_width, label_width}; return {width, height, regions} or {fault, line}. */
async function draw(order) {
  clear();
  document.documentElement.lang = order.lang;
  document.documentElement.style.setProperty("--accent", order.accent);
  const fault = order.kind === "table" ? drawTable(order) : await drawDiagram(order);
  if (fault) return fault;
  await document.fonts.ready;
  const box = stage.getBoundingClientRect();
  return { width: Math.ceil(box.width), height: Math.ceil(box.height), regions: [] };
}

/** Leave nothing of the last picture, not even the state of the random numbers that some layouts draw from. */
function clear() {
  stage.replaceChildren();
  let state = 1;
  Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
}

// ---- tables ----

function drawTable(order) {
  const template = document.createElement("template");
  template.innerHTML = `<table>${order.source}</table>`;
  const table = template.content.querySelector("table");
  keepKnown(table);
  for (const code of table.querySelectorAll("code")) offerBreaks(code);
  for (const cell of table.querySelectorAll("th, td")) cell.classList.toggle("long", cell.textContent.length > 12);
  const frame = document.createElement("div");
  frame.append(table);
  stage.append(frame);
  fit(frame, table, order.table_width);
  return null;
}

/** Unwrap every element that a table does not need and drop every attribute: nothing in a cell may load or hide. */
function keepKnown(table) {
  for (const element of table.querySelectorAll("*")) {
    if (!TABLE_TAGS.has(element.tagName)) {
      element.replaceWith(...element.childNodes);
      continue;
    }
    const align = element.style.textAlign;
    for (const { name } of [...element.attributes]) if (!KEPT_ATTRIBUTES.has(name)) element.removeAttribute(name);
    element.style.textAlign = align;
  }
}

/** Let long code break after its separators rather than anywhere. */
function offerBreaks(code) {
  const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (texts.nextNode()) nodes.push(texts.currentNode);
  for (const node of nodes) {
    const pieces = node.data.split(/(?<=[^:./_\-=,][:./_\-=,]+)(?=[^:./_\-=,\s])/);
    node.replaceWith(...pieces.flatMap((piece, nth) => (nth ? [document.createElement("wbr"), piece] : [piece])));
  }
}

/** Give the table the wished width or less; grow beyond it only where words would have to be torn. */
function fit(frame, table, wish) {
  frame.style.width = "max-content";
  frame.style.maxWidth = `${wish}px`;
  for (const looks of ["frame", "frame tight"]) {
    frame.className = looks;
    if (table.scrollWidth <= frame.clientWidth) return;
  }
  frame.style.maxWidth = "none";
  frame.style.width = "min-content";
}

// ---- diagrams ----

async function drawDiagram(order) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    deterministicIds: true,
    handDrawnSeed: 1,
    layout: "dagre",
    look: "classic",
    theme: "default",
    fontFamily: getComputedStyle(document.body).fontFamily,
    flowchart: { wrappingWidth: order.label_width, subGraphTitleMargin: { top: 0, bottom: 12 } },
    sequence: { diagramMarginX: 8, diagramMarginY: 8 },
    gantt: { useWidth: 640 },
    secure: [
      "secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering",
      "deterministicIds", "handDrawnSeed", "themeCSS", "fontFamily", "htmlLabels",
    ],
  });
  try {
    const { svg } = await mermaid.render("picture", order.source, stage);
    stage.innerHTML = svg;
  } catch (error) {
    return { fault: String(error?.message ?? error), line: toldLine(error) };
  }
  const drawing = stage.querySelector("svg");
  raiseTitles(drawing);
  return size(drawing);
}

/** Lift the titles of groups above the edges, which mermaid draws across them. */
function raiseTitles(drawing) {
  for (const title of drawing.querySelectorAll(".cluster > .cluster-label")) {
    const frame = title.parentElement.querySelector("rect");
    const label = title.querySelector("foreignObject > div");
    if (!frame || !label) continue;
    const { fill } = getComputedStyle(frame);
    label.style.background = `linear-gradient(${fill}, ${fill}) center / 100% 70% no-repeat`; // not over the frame's line
    title.closest(".root")?.append(title);
  }
}

/** The line an error tells, counted from 1 in what the parser saw; 0 where it tells none. */
function toldLine(error) {
  const line = error?.hash?.loc?.first_line ?? /\bline:? (\d+)/i.exec(error?.message ?? "")?.[1];
  return Number(line ?? 0);
}

/** Give the drawing its natural size, whatever width it was told to fill. */
function size(drawing) {
  const { width, height } = drawing.viewBox.baseVal ?? { width: 0, height: 0 };
  // A diagram without any node is nothing but its own padding.
  if (!(width > 16 && height > 16)) return { fault: "The diagram is empty.", line: 0 };
  drawing.style.maxWidth = "none";
  drawing.setAttribute("width", width);
  drawing.setAttribute("height", height);
  return null;
}
