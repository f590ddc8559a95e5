/* What is known of an entry beside its looks: where it stands, what made it, what was found in it, what changed. */

"use strict";

const Details = (() => {
  const { element, copyButton } = Elements;
  const INKS = { removed: "del", added: "ins" };
  const NO_WORDS = "The words are the same; the look, tags, pictures or heading path changed.";

  /** Return the parts of the panel for an entry. */
  function detailsOf(entry) {
    if (entry.kind === "finding") return [findings([entry.finding])];
    if (entry.kind === "retired") return [facts([["Was at", place(entry)], ["Note", noteId(entry.note)]])];
    const { note } = entry;
    return [
      facts([
        ["Source", place(entry)],
        ["Rule", note.rule],
        ["Deck", note.deck],
        ["Tags", note.tags.length ? note.tags.map((tag) => element("span", { class: "tag" }, tag)) : null],
        ["Card", cardNumber(entry)],
        ["Note", note.noteId ? noteId(note) : null],
      ]),
      note.findings.length ? findings(note.findings) : null,
      note.status === "unchanged" ? null : changes(note),
    ].filter((part) => part !== null);
  }

  function facts(pairs) {
    const rows = pairs.filter(([, value]) => value !== null);
    return element("dl", { class: "facts" }, rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
  }

  function place(entry) {
    const text = `${entry.file}:${entry.line}`;
    return [element("code", { id: "source" }, text), copyButton(text, "the place in the notes")];
  }

  function noteId(note) {
    const text = `nid:${note.noteId}`;
    return [element("code", {}, text), copyButton(text, "the search for Anki's browser")];
  }

  function cardNumber({ note, ordinal, nth }) {
    const of = note.ordinals.length > 1 ? `${nth + 1} of ${note.ordinals.length}` : "the only one";
    return note.kind === "basic" ? `${of} (${note.kind})` : `${of} (${note.kind}, c${ordinal})`;
  }

  function findings(found) {
    return element(
      "section",
      { class: "findings", "aria-label": "Lint" },
      element("h2", {}, "Lint"),
      element("ul", {}, found.map((finding) =>
        element(
          "li",
          { class: finding.severity },
          element("p", {}, element("b", {}, `${finding.severity}[${finding.code}] `), finding.message),
          finding.hint ? element("p", { class: "hint" }, finding.hint) : null,
          element("p", { class: "at" }, `${finding.file}:${finding.line}:${finding.column}`),
        ))),
    );
  }

  function changes(note) {
    const parts = [element("h2", {}, note.status === "new" ? "New with the next build" : `${Words.capital(note.status)} with the next build`)];
    if (note.status !== "new") parts.push(element("p", { class: "why" }, `Known again: ${note.why}.`));
    if (note.moved) parts.push(element("p", { class: "moved" }, note.moved));
    if (note.lost.length) parts.push(element("p", {}, `No longer asked: ${note.lost.map((number) => `c${number}`).join(", ")}`));
    const differing = note.diff.filter((side) => side.pieces.some(([ink]) => ink !== "plain"));
    parts.push(...differing.map((side) => element("p", { class: "diff" }, side.label ? element("b", {}, `${side.label} `) : null, side.pieces.map(piece))));
    if (note.status === "changed" && !differing.length) parts.push(element("p", {}, NO_WORDS));
    return element("section", { class: "changes", "aria-label": "What changed" }, parts);
  }

  function piece([ink, text]) {
    return INKS[ink] ? element(INKS[ink], {}, text) : text;
  }

  return { detailsOf, findings };
})();
