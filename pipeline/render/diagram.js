// Diagrams: mermaid draws them in one layout after another until one is narrow enough for a phone.
"use strict";

const MARGIN_PX = 8; // keeps halos, arrow heads and thick lines from being cut
const MOST_PARTS = 300; // what has more fits on a phone in no layout, and some layouts take long for it

/**
 * Draw the first of `order.layouts` that is at most `order.fitting_width` wide and shows all its labels, else the
 * narrowest; return null or {fault, line}. The first is what the author wrote, the others are variations of it: only the
 * first tells of faults, and none is taken that has labels run into each other where the first has not.
 */
async function drawDiagram(order) {
  const [first, ...variations] = order.layouts;
  let best = await layOut(first, order);
  if (best.fault) return best;
  const isGood = ({ drawing, width }) => width <= order.fitting_width && !unseen(drawing);
  if (isGood(best) || partsOf(best.drawing) > MOST_PARTS) return null;
  const clashes = clashing(best.drawing);
  for (const variation of variations) {
    const drawn = await layOut(variation, order);
    // A picture that scrolls anyway keeps its layout unless another is narrower by a fifth.
    if (drawn.fault || (drawn.width > order.fitting_width && drawn.width > 0.8 * best.width)) continue;
    if (best.width <= order.fitting_width && unseen(drawn.drawing)) continue; // taller for nothing
    if (clashing(drawn.drawing) <= clashes) best = drawn;
    if (isGood(best)) break;
  }
  stage.replaceChildren(best.drawing);
  stage.classList.toggle("narrow", best.layout.narrow);
  return null;
}

/** Draw one layout; return {drawing, width, layout} or {fault, line}. */
async function layOut(layout, order) {
  clear();
  stage.classList.toggle("narrow", layout.narrow);
  mermaid.initialize(configuration(order, layout));
  try {
    const source = layout.config.sequence?.wrap ? withBreaks(layout.source) : layout.source;
    const { svg } = await mermaid.render("picture", source, stage);
    stage.innerHTML = svg;
  } catch (error) {
    return { fault: String(error?.message ?? error), line: toldLine(error) };
  }
  const drawing = stage.querySelector("svg");
  raiseTitles(drawing);
  mendTexts(drawing, order.source);
  thinOut(drawing.querySelectorAll(".grid .tick text"));
  return { ...crop(drawing, order.text_px), layout };
}

// Mermaid wraps the texts of a sequence at spaces, and a word that is longer than a line wherever the line is full.
const BREAK = "\u2060 ";
const ALIAS = /^\s*(?:create\s+)?(?:participant|actor)\b.*?\bas\b/i;
const SPEAKING = /-[->x)|\\/]|^\s*note\b/i;
const AFTER_A_PARTICLE = /(?<=[をがはにでとのへもなたる])(?=[\p{Script=Han}\p{Script=Katakana}A-Za-z])/u;

/** Let long words of a sequence break at their seams; `mendTexts` takes the marks away again. */
function withBreaks(source) {
  const withSeams = (line) => {
    const told = line.slice(0, line.indexOf(":") + 1);
    const head = ALIAS.exec(line)?.[0] ?? (SPEAKING.test(told) ? told : line);
    const text = line.slice(head.length);
    return head + (/<br/i.test(text) ? text : text.replace(/[^\s<>#&;]{7,}/g, broken));
  };
  return source.split("\n").map(withSeams).join("\n");
}

function broken(word) {
  const isLong = word.length > 12 || /[^\x00-\x7f]/.test(word);
  return isLong ? word.split(SEAMS).flatMap((piece) => piece.split(AFTER_A_PARTICLE)).join(BREAK) : word;
}

function partsOf(drawing) {
  return drawing.querySelectorAll("path, text, foreignObject").length;
}

/** How many labels of a treemap have no room in their boxes, so that mermaid hides them. */
function unseen(drawing) {
  return [...drawing.querySelectorAll(".treemapLabel")].filter((label) => !label.checkVisibility()).length;
}

/** How many pairs of labels run into each other. */
function clashing(drawing) {
  const labels = [...drawing.querySelectorAll("text, foreignObject > *")].filter((label) => label.textContent.trim());
  const boxes = labels.map((label) => label.getBoundingClientRect()).sort((one, other) => one.left - other.left);
  let pairs = 0;
  boxes.forEach((box, nth) => {
    for (let next = nth + 1; next < boxes.length && boxes[next].left < box.right - 2; next += 1) {
      const other = boxes[next];
      const shared = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      if (shared > Math.min(box.height, other.height) / 2) pairs += 1; // less is the next line of the same text
    }
  });
  return pairs;
}

/** The line an error tells, counted from 1 in what the parser saw; 0 where it tells none. */
function toldLine(error) {
  const line = error?.hash?.loc?.first_line ?? /\bline:? (\d+)/i.exec(error?.message ?? "")?.[1];
  return Number(line ?? 0);
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

/** Undo what mermaid and its parsers do to letters. */
function mendTexts(drawing, source) {
  const texts = document.createTreeWalker(drawing, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    // Letters spelt out as `~3042~` for a parser that reads ASCII only.
    let text = node.data.replace(/~([0-9a-f]+)~/g, (_, code) => String.fromCodePoint(parseInt(code, 16)));
    text = text.replaceAll(BREAK, "").replace("\u2060", ""); // the space is gone where a line ends
    // A hyphen put in where a long word was wrapped; it is not written in Japanese, and would be read as part of a name.
    if (text.endsWith("-") && !wordsWith(text.slice(-2), source)) text = text.slice(0, -1);
    if (text !== node.data) node.data = text;
  }
}

function wordsWith(ending, source) {
  return source.split(ending).slice(1).some((rest) => /^[\p{L}\p{N}]/u.test(rest));
}

/** Take away each label of an axis that would run into the one before it. */
function thinOut(labels) {
  let end = -Infinity;
  for (const label of labels) {
    const box = label.getBoundingClientRect();
    if (box.left < end + 4) label.remove();
    else end = box.right;
  }
}

/**
 * Cut the drawing to what it shows, and size it so that its smallest letters are `textPx` high, whatever size it was
 * told to have. Return {drawing, width} or the fault of an empty diagram.
 */
function crop(drawing, textPx) {
  const view = drawing.viewBox.baseVal ?? { x: 0, y: 0, width: 0, height: 0 };
  drawing.style.maxWidth = "none";
  drawing.setAttribute("width", view.width);
  drawing.setAttribute("height", view.height);
  const origin = drawing.getBoundingClientRect();
  const boxes = [...shownElements(drawing)].map((element) => element.getBoundingClientRect());
  if (boxes.length === 0) return { fault: "The diagram is empty.", line: 0 };
  const left = Math.min(...boxes.map((box) => box.left)) - origin.left + view.x;
  const top = Math.min(...boxes.map((box) => box.top)) - origin.top + view.y;
  const right = Math.max(...boxes.map((box) => box.right)) - origin.left + view.x;
  const bottom = Math.max(...boxes.map((box) => box.bottom)) - origin.top + view.y;
  const zoom = textPx / (smallestText(drawing) || textPx);
  const width = Math.ceil((right - left) * zoom);
  const height = Math.ceil((bottom - top) * zoom);
  drawing.setAttribute("viewBox", `${left} ${top} ${width / zoom} ${height / zoom}`);
  drawing.setAttribute("width", width);
  drawing.setAttribute("height", height);
  return { drawing, width: width + 2 * MARGIN_PX };
}

/** The elements that a drawing is seen by: text and shapes, without its background. */
function* shownElements(drawing) {
  yield* textElements(drawing);
  for (const shape of drawing.querySelectorAll("path, rect, circle, ellipse, line, polygon, polyline, use, image")) {
    if (shape.closest("defs, marker, clipPath, mask, pattern, symbol") || !shape.checkVisibility()) continue;
    const { fill, stroke, opacity, visibility } = getComputedStyle(shape);
    if (opacity === "0" || visibility === "hidden") continue;
    const box = shape.getBoundingClientRect();
    if (box.width + box.height > 0 && (isInk(stroke) || isInk(fill) || /^(use|image)$/.test(shape.tagName))) yield shape;
  }
}

function isInk(paint) {
  return !["none", "transparent", "rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(paint);
}
