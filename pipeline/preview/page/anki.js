/* Anki's templates and clozes, as far as our templates use them. What they do not use is an error here, so that a
   template can never be shown otherwise than Anki shows it. Strings in, strings out: no document is touched. */

"use strict";

const Anki = (() => {
  const TAG = /\{\{([#^/]?)([^{}]+)\}\}/g;
  const NOTHING = /^(?:\s|<\/?(?:br|div) ?\/?>)*$/i;
  const CLOZE_EDGE = /\{\{c(\d+(?:,\d+)*)::|\}\}/g;
  const MATHS = /(\\[([])(.*?)(\\[\])])/gs;
  const MARKUP = /<!--.*?-->|<[^>]*>/gs;
  const NAMED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const OCCLUSION = "image-occlusion:";
  const SHAPE_NAMES = { oi: "occludeInactive", fs: "font-size" };

  /** Return one side of a card. `fields` are texts by name, `ordinal` counts from 1 as in c1. */
  function renderSide(template, fields, ordinal, isQuestion) {
    const open = [];
    let output = "";
    let from = 0;
    for (const tag of template.matchAll(TAG)) {
      const [whole, sign, name] = [tag[0], tag[1], tag[2].trim()];
      const shown = open.every((block) => block.shown);
      if (shown) output += template.slice(from, tag.index);
      from = tag.index + whole.length;
      if (sign === "/") {
        if (open.pop()?.name !== name) throw new Error(`${whole} closes nothing`);
      } else if (sign) {
        open.push({ name, shown: isEmpty(fieldNamed(fields, name)) === (sign === "^") });
      } else if (shown) {
        output += replacement(name, fields, ordinal, isQuestion);
      }
    }
    if (open.length) throw new Error(`{{#${open.at(-1).name}}} is not closed`);
    return output + template.slice(from);
  }

  function replacement(name, fields, ordinal, isQuestion) {
    if (name.startsWith("cloze-only:")) return clozesAlone(fieldNamed(fields, name.slice(11)), ordinal, isQuestion);
    if (!name.startsWith("cloze:")) return fieldNamed(fields, name);
    return withoutMarkupInMaths(revealClozes(fieldNamed(fields, name.slice(6)), ordinal, isQuestion));
  }

  function fieldNamed(fields, name) {
    if (!Object.hasOwn(fields, name)) throw new Error(`the templates of Anki have more than {{${name}}} needs here`);
    return fields[name];
  }

  function isEmpty(text) {
    return NOTHING.test(text);
  }

  /** Return `text` with the clozes of `ordinal` hidden or told, or "" where it has none. */
  function revealClozes(text, ordinal, isQuestion) {
    const found = { active: false };
    const output = clozeNodes(text).map((node) => revealNode(node, ordinal, isQuestion, found)).join("");
    return found.active ? output : "";
  }

  /** Return the hints of the clozes of `ordinal` on the question, what they hide on the answer, and nothing else. */
  function clozesAlone(text, ordinal, isQuestion) {
    const texts = [];
    const collect = (node) => {
      if (typeof node === "string") return;
      if (node.ordinals.includes(ordinal)) texts.push(isQuestion ? (node.hint ?? "...") : clozedText(node));
      node.nodes.forEach(collect);
    };
    clozeNodes(text).forEach(collect);
    return texts.join(", ");
  }

  function clozedText(node) {
    return node.nodes.map((child) => (typeof child === "string" ? child : clozedText(child))).join("");
  }

  /** Return a text as its plain stretches and its clozes, in order. What is left open is lost,
   *  as it is in Anki. */
  function clozeNodes(text) {
    const root = { nodes: [] };
    const open = [root];
    let from = 0;
    const addText = (until) => {
      let piece = text.slice(from, until);
      const cloze = open.at(-1);
      if (cloze !== root) {
        const hintAt = piece.indexOf("::");
        if (hintAt >= 0) {
          cloze.hint = piece.slice(hintAt + 2);
          piece = piece.slice(0, hintAt);
        }
      }
      if (piece) cloze.nodes.push(piece);
    };
    for (const edge of text.matchAll(CLOZE_EDGE)) {
      if (edge[1] === undefined && open.length === 1) continue;
      addText(edge.index);
      from = edge.index;
      if (edge[1] === undefined) {
        const closed = open.pop();
        open.at(-1).nodes.push(closed);
        from += 2;
      } else {
        open.push({ ordinals: edge[1].split(",").map(Number), hint: null, nodes: [], start: edge.index });
        from += edge[0].length;
      }
    }
    addText(text.length);
    return root.nodes;
  }

  function revealNode(node, ordinal, isQuestion, found) {
    if (typeof node === "string") return node;
    const active = node.ordinals.includes(ordinal);
    found.active ||= active;
    const shape = shapeText(node);
    if (shape !== null) return shapeElement(node.ordinals, shape, active, isQuestion);
    const inner = node.nodes.map((child) => revealNode(child, ordinal, isQuestion, found)).join("");
    const number = `data-ordinal="${node.ordinals.join(",")}"`;
    if (!active) return `<span class="cloze-inactive" ${number}>${inner}</span>`;
    if (!isQuestion) return `<span class="cloze" ${number}>${inner}</span>`;
    return `<span class="cloze" data-cloze="${attribute(inner)}" ${number}>[${node.hint ?? "..."}]</span>`;
  }

  function shapeText(node) {
    const [first] = node.nodes;
    return typeof first === "string" && first.startsWith(OCCLUSION) ? first.slice(OCCLUSION.length) : null;
  }

  /** Return the element that stands for a mask: what is asked on the question, told on the answer, or another's. */
  function shapeElement(ordinals, text, active, isQuestion) {
    const [shape, ...values] = text.split(/(?<!\\):/);
    const attributes = values.map((value) => {
      const at = value.indexOf("=");
      const name = value.slice(0, at);
      return `data-${SHAPE_NAMES[name] ?? name}="${attribute(value.slice(at + 1).replace(/\\(.)/g, "$1"))}"`;
    });
    const always = ordinals.includes(0);
    const kind = always || (active && isQuestion) ? "cloze" : active ? "cloze-highlight" : "cloze-inactive";
    return `<div class="${kind}" data-ordinal="${ordinals.join(",")}" data-shape="${shape}" ${attributes.join(" ")}></div>`;
  }

  /** Inside maths a span would reach MathJax as text, so Anki takes every tag out there. */
  function withoutMarkupInMaths(html) {
    return html.replace(MATHS, (_, opening, inner, closing) => opening + inner.replace(MARKUP, "") + closing);
  }

  function attribute(text) {
    return text.replace(/[^\p{L}\p{N}]/gu, (sign) => NAMED[sign] ?? `&#x${sign.codePointAt(0).toString(16).toUpperCase().padStart(2, "0")};`);
  }

  return { renderSide, revealClozes };
})();
