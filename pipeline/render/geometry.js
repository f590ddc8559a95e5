// Runs inside the page: tells where the parts of the drawn picture lie that a card may ask for.
"use strict";

/** Free space between the lines of a cell and the mask over it, and round a text, in CSS pixels. */
const INSET = 3;
const OVERHANG = 0.5; // more would cut into the letter beside it
const LABEL_MARGIN = 2;

/**
 * Return the boxes of what is drawn on `stage` as {key, left, top, right, bottom} in CSS pixels.
 * Those of a diagram have its labels with them: {kind, place, text, number}, as `core.picture.Region` tells.
 */
function boxesOf(order, stage) {
  if (order.kind === "table") return cellBoxes(stage.querySelector("table"));
  return labelBoxes(stage.querySelector("svg"), order.source);
}

// ---- tables

/** The inside of each cell as `row.column`, and the lines of each bold and highlight in it, counted from 1. */
function cellBoxes(table) {
  const boxes = [];
  [...table.rows].forEach((row, rowNumber) => {
    for (const cell of row.cells) {
      const key = `${rowNumber}.${cell.cellIndex}`;
      boxes.push(boxed(key, cell.getBoundingClientRect(), -INSET));
      for (const tag of ["strong", "mark"]) {
        cell.querySelectorAll(tag).forEach((part, nth) => boxes.push(...lineBoxes(`${key}.${tag}.${nth + 1}`, part)));
      }
    }
  });
  return boxes;
}

/** One box for each line of the text in `element`. */
function lineBoxes(key, element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const lines = [];
  for (const rect of range.getClientRects()) {
    if (rect.width === 0) continue;
    const line = lines.find((known) => Math.min(known.bottom, rect.bottom) - Math.max(known.top, rect.top) > rect.height / 2);
    if (line) widen(line, rect);
    else lines.push({ left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom });
  }
  return lines.map((line) => boxed(key, line, OVERHANG));
}

function widen(line, rect) {
  line.left = Math.min(line.left, rect.left);
  line.top = Math.min(line.top, rect.top);
  line.right = Math.max(line.right, rect.right);
  line.bottom = Math.max(line.bottom, rect.bottom);
}

/** A box that covers all of `rect` and `margin` round it, on whole pixels of a picture of twice the size. */
function boxed(key, rect, margin) {
  return {
    key,
    left: Math.floor(2 * (rect.left - margin)) / 2,
    top: Math.floor(2 * (rect.top - margin)) / 2,
    right: Math.ceil(2 * (rect.right + margin)) / 2,
    bottom: Math.ceil(2 * (rect.bottom + margin)) / 2,
  };
}

// ---- diagrams

/**
 * By type of diagram, as mermaid calls it: what its labels are (message, group, node) and where they stand. What only
 * gives the frame of a picture (titles, axes, periods, attributes) is not here, and so is text that no card asks.
 * The third of an entry names the place of a label; without it only the text tells labels apart.
 */
const LABELS = {
  "flowchart-v2": [
    ["message", ".edgeLabel > .label", between],
    ["group", ".cluster-label"],
    ["node", ".node > .label", nameOf],
  ],
  stateDiagram: [
    ["message", ".edgeLabel > .label"],
    ["group", ".cluster-label", nameOf],
    ["node", ".node:not(.statediagram-note) > .label", nameOf],
  ],
  classDiagram: [
    ["message", ".edgeLabel > .label", between],
    ["node", ".node > .label-group", nameOf],
  ],
  er: [
    ["message", ".edgeLabel > .label", between],
    ["node", ".node > .label.name, .node > .label:not([class*=attribute])", nameOf],
  ],
  requirement: [
    ["message", ".edgeLabel > .label", between],
    ["node", ".node > .label + .label:not(.label + .label + .label)", nameOf],
  ],
  block: [
    ["message", ".edgeLabel > .label", between],
    ["node", ".node > .label", nameOf],
  ],
  mindmap: [["node", ".node > .label"]],
  timeline: [["message", ".eventWrapper text"]],
  journey: [["node", "switch:has(> .task) > foreignObject"]],
  gantt: [["node", ".taskText, .taskTextOutsideRight, .taskTextOutsideLeft"]],
  kanban: [["node", ".items > .node > .label:first-of-type", nameOf]],
  c4: [["node", ".c4-name", nameOf]],
  quadrantChart: [
    ["group", ".quadrant > text"],
    ["node", ".data-point > text"],
  ],
  pie: [["node", ".legend > text"]],
  architecture: [["node", ".architecture-service text", nameOf]],
  treemap: [["node", ".treemapLabel"]],
  packet: [["node", ".packetLabel"]],
  radar: [["node", ".radarAxisLabel, .radarLegendText"]],
};

/** Words that mermaid puts before the name that the author gave to a node; a number stands behind it then. */
const NAMED_BY_MERMAID = /^(?:flowchart|classId|state|entity|service)-(.+?)(?:-\d+)?$/;

function labelBoxes(drawing, source) {
  const type = drawing.getAttribute("aria-roledescription");
  const labels = type === "sequence" ? sequenceLabels(drawing) : listedLabels(drawing, LABELS[type] ?? []);
  leaveBeginningsOpen(drawing, labels);
  const known = labels.flatMap((label) => label.parts);
  for (const part of drawing.querySelectorAll("foreignObject, text:not(switch > text, .sequenceNumber)")) {
    const isKnown = known.some((other) => other.contains(part) || part.contains(other));
    if (!isKnown && part.checkVisibility()) labels.push(labelled("text", "", [part]));
  }
  for (const label of labels) if (!label.parts.some((part) => part.checkVisibility())) label.kind = "text";
  for (const label of labels) label.text = joined(label.parts.flatMap(linesOf), source);
  return labels.filter((label) => label.text).map(labelBox);
}

function listedLabels(drawing, rules) {
  return rules.flatMap(([kind, selector, placeOf]) =>
    [...drawing.querySelectorAll(selector)].map((element) => labelled(kind, placeOf?.(element, drawing) ?? "", [element])),
  );
}

/** A message is one or more lines of text, then its arrow, then its number, which the author may leave unseen. */
function sequenceLabels(drawing) {
  const labels = [];
  let lines = [];
  for (const part of drawing.querySelectorAll(".messageText, .messageLine0, .messageLine1, .sequenceNumber")) {
    if (part.matches(".messageText")) {
      lines.push(part);
    } else if (part.matches(".sequenceNumber")) {
      labels.at(-1).number = part.textContent.trim();
    } else {
      labels.push(labelled("message", `${part.dataset.from}→${part.dataset.to}`, lines, String(labels.length + 1)));
      lines = [];
    }
  }
  for (const note of drawing.querySelectorAll(".note")) {
    labels.push(labelled("text", "", [...note.parentElement.querySelectorAll(".noteText")]));
  }
  for (const actor of new Set([...drawing.querySelectorAll("text.actor")].map((text) => text.parentElement))) {
    labels.push(labelled("node", actor.dataset.id ?? "", [...actor.querySelectorAll(":scope > text.actor")]));
  }
  return labels;
}

/** In a picture of nodes alone, those from which the others can be found are not asked. */
function leaveBeginningsOpen(drawing, labels) {
  if (labels.some((label) => label.kind === "message")) return;
  const ends = [...drawing.querySelectorAll("[data-et=edge]")].map((edge) => endsOf(edge, drawing)).filter(Boolean);
  const reached = new Set(ends.map(([, to]) => to));
  const isTree = drawing.getAttribute("aria-roledescription") === "mindmap";
  const open = new Set(ends.map(([from]) => from).filter((from) => isTree || !reached.has(from)));
  for (const label of labels) if (open.has(nodeOf(label.parts[0]))) label.kind = "text";
}

/** The node that an element belongs to. */
function nodeOf(element) {
  return element.closest(".node, .cluster, .architecture-service");
}

/** The name by which the author speaks of a node. */
function nameOf(element) {
  const id = innerId(nodeOf(element));
  return NAMED_BY_MERMAID.exec(id)?.[1] ?? id;
}

function innerId(node) {
  return (node?.id ?? "").replace(/^picture-/, "");
}

/** The nodes at both ends of an edge or of its label: mermaid names it by both of them in a row. */
function endsOf(edge, drawing) {
  const word = (edge.dataset.id ?? "").replace(/^(L_|id_|edge_|\d+-)/, "");
  const words = [word, word.replace(/[_-]\d+$/, "")];
  const nodes = [...drawing.querySelectorAll(".node[id], .cluster[id]")];
  const names = (node) => [...new Set([nameOf(node), innerId(node), innerId(node).replace(/^node_/, "")])];
  const named = nodes.flatMap((node) => names(node).map((name) => [node, name]));
  for (const [from, first] of named) {
    if (!word.startsWith(first)) continue;
    const end = named.find(([, last]) => words.includes(`${first}_${last}`) || words.includes(`${first}-${last}`));
    if (end) return [from, end[0]];
  }
  return null;
}

function between(label, drawing) {
  const ends = endsOf(label, drawing);
  return ends ? ends.map(nameOf).join("→") : "";
}

function labelled(kind, place, parts, number = "") {
  return { kind, place, number, parts };
}

/** The lines of a text, as far as they are not left to the browser. */
function linesOf(element) {
  const lines = element.tagName === "text" ? [...element.querySelectorAll(":scope > tspan")] : [];
  const texts = lines.length ? lines.map((line) => line.textContent) : (element.innerText ?? element.textContent).split("\n");
  return texts.map((text) => text.replace(/\s+/g, " ").trim()).filter(Boolean);
}

/** The lines as one text: in another layout it breaks elsewhere, so a space stands only where `source` has no word. */
function joined(lines, source) {
  return lines.reduce((text, line) => {
    const isInAWord = source.includes(text.slice(-3) + line.slice(0, 3));
    return text && !isInAWord ? `${text} ${line}` : text + line;
  }, "");
}

/** One box round all lines of a label. */
function labelBox({ kind, place, text, number, parts }) {
  const whole = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const part of parts) for (const rect of textRects(part)) widen(whole, rect);
  return { ...boxed(`${kind} ${place} ${text}`, whole, LABEL_MARGIN), kind, place, text, number };
}

function textRects(part) {
  if (!part.checkVisibility()) return [part.parentElement.getBoundingClientRect()];
  if (part.tagName === "text") return [part.getBoundingClientRect()];
  const range = document.createRange();
  range.selectNodeContents(part);
  const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
  return rects.length ? rects : [part.getBoundingClientRect()];
}
