// Tables: HTML of ours, cleaned once more, laid out for the width of a phone.
"use strict";

const TABLE_TAGS = new Set(
  "CAPTION THEAD TBODY TFOOT TR TH TD STRONG B EM I CODE BR MARK S DEL KBD SUB SUP SPAN RUBY RT RP".split(" "),
);
const KEPT_ATTRIBUTES = new Set(["class", "colspan", "rowspan"]);

/** Draw the table `order.source` on the stage. */
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

/** Where a long name may break rather than anywhere: after its separators and at its humps. */
const SEAMS = /(?<=[^:./_\-=,][:./_\-=,]+)(?=[^:./_\-=,\s])|(?<=[a-z\d])(?=[A-Z])/;

/** Let long code break at its seams. */
function offerBreaks(code) {
  const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (texts.nextNode()) nodes.push(texts.currentNode);
  for (const node of nodes) {
    const pieces = node.data.split(SEAMS);
    node.replaceWith(...pieces.flatMap((piece, nth) => (nth ? [document.createElement("wbr"), piece] : [piece])));
  }
}

/** Give the table the wished width or less; grow beyond it only where words would have to be torn. */
function fit(frame, table, wish) {
  frame.style.width = "max-content";
  frame.style.maxWidth = `${wish}px`;
  for (const looks of ["frame", "frame tight", "frame tight compact"]) {
    frame.className = looks;
    if (table.scrollWidth <= frame.clientWidth) return;
  }
  frame.style.maxWidth = "none";
  frame.style.width = "min-content";
}
