/* What the list shows: every card, what was found where no card is, and the notes that are gone; filters and search. */

"use strict";

const Entries = (() => {
  const PICTURE = /<img src="([^"]*)"[^>]*\balt="([^"]*)">/g;
  const MASK_HINT = "{{cloze-only:Back Extra}}"; // what our template shows of it on the question
  const CLOZE_OPENING = /\{\{c[\d,]+::/g;
  const BLOCK = /<\/?(?:p|li|br|div|pre|ul|ol|dt|dd|dl|hr|tr|td|th|table|blockquote|figure|figcaption|section)\b[^>]*>/gi;
  const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };
  const FACETS = ["deck", "tag", "rule", "file", "lint"];
  const ROOM_BEFORE = 28; // characters that surely fit above the fold of a row
  const SEVERITIES = { error: 0, warning: 1, note: 2 };

  /** Return the entries of a deck in the order of the notes, the retired ones last. */
  function entriesOf(deck) {
    const shown = deck.entries.flatMap((entry) => (entry.kind === "finding" ? [findingEntry(entry)] : cardsOf(entry)));
    return [...shown, ...deck.retired.map(retiredEntry)];
  }

  function cardsOf(note) {
    return note.ordinals.map((ordinal, nth) => ({
      ...facetsOf(note, note.deck, note.tags, note.rule, note.findings),
      kind: "card",
      key: `${note.guid}.${ordinal}`,
      status: note.status,
      note,
      ordinal,
      nth,
    }));
  }

  function findingEntry(entry) {
    const { finding } = entry;
    return {
      ...facetsOf(finding, null, [], null, [finding]),
      kind: "finding",
      key: `${finding.file}:${finding.line}:${finding.column}.${finding.code}`,
      status: "no card",
      finding,
    };
  }

  function retiredEntry(note) {
    return { ...facetsOf(note, null, [], null, []), kind: "retired", key: note.guid, status: "retired", note };
  }

  function facetsOf({ file, line }, deck, tags, rule, findings) {
    const lint = findings.length ? [...new Set(findings.map((finding) => finding.code))] : [];
    const worst = findings.map((finding) => finding.severity).sort((a, b) => SEVERITIES[a] - SEVERITIES[b])[0] ?? "";
    return { file, line, worst, facets: { deck: withParents(deck), tag: tags.flatMap(withParents), rule: rule ? [rule] : [], file: [file], lint } };
  }

  function withParents(name) {
    if (!name) return [];
    return name.split("::").map((_, depth, parts) => parts.slice(0, depth + 1).join("::"));
  }

  /** Return the HTML of the side of a card, as Anki renders it, but for pictures that are still being drawn. */
  function sideHtml(deck, { note, ordinal }, isQuestion) {
    const notetype = deck.notetypes[note.kind];
    const html = Anki.renderSide(isQuestion ? notetype.question : notetype.answer, fieldsOf(deck, note), ordinal, isQuestion);
    if (!deck.drawing.length) return html;
    return html.replace(PICTURE, (image, name, alt) => (deck.drawing.includes(name) ? `<span class="being-drawn">Drawing: ${alt}…</span>` : image));
  }

  function fieldsOf(deck, note) {
    return Object.fromEntries(deck.notetypes[note.kind].fields.map((name, at) => [name, note.fields[at] ?? ""]));
  }

  /** Return what an entry says in a line: of a card what it asks. */
  function summary(deck, entry) {
    if (entry.kind === "finding") return entry.finding.message;
    if (entry.kind === "retired") return entry.note.words[0];
    const { note, ordinal } = entry;
    if (note.kind === "occlusion") {
      const fields = fieldsOf(deck, note);
      const asked = plainText(Anki.renderSide(MASK_HINT, fields, ordinal, true));
      const told = asked && asked !== "..." ? asked : `mask ${entry.nth + 1} of ${note.ordinals.length}`;
      return `${plainText(fields.Header) || plainText(fields.Context)} — ${told}`;
    }
    const asked = note.fields[0];
    if (note.kind === "cloze") return aroundAsked(plainText(Anki.revealClozes(asked, ordinal, true)));
    return plainText(asked) || "(picture)";
  }

  /** Return a text from shortly before its gap on, so that two cards of one sentence can be told apart. */
  function aroundAsked(text) {
    const at = text.indexOf("[");
    return at > ROOM_BEFORE ? `…${text.slice(at - ROOM_BEFORE / 2)}` : text;
  }

  function plainText(html) {
    return html
      .replace(BLOCK, " ")
      .replace(/<img[^>]*\balt="([^"]*)"[^>]*>/g, " $1 ")
      .replace(/<[^>]*>/g, "")
      .replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) =>
        decimal ? String.fromCodePoint(decimal) : hex ? String.fromCodePoint(parseInt(hex, 16)) : (NAMED[name] ?? whole))
      .replace(/\s+/g, " ")
      .trim();
  }

  /** Return a text as it is compared: full and half width, upper and lower case are one. */
  function folded(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function searchText(entry) {
    const holder = entry.note ?? entry.finding;
    // The cards of a note share its text.
    holder.folded ??= folded(
      [
        ...(holder.fields ?? holder.words ?? [holder.message, holder.code]).map((text) => plainText(text.replace(CLOZE_OPENING, "").replaceAll("}}", ""))),
        `${entry.file}:${entry.line}`,
        ...Object.values(entry.facets).flat(),
        holder.guid ?? "",
        holder.noteId ? `nid:${holder.noteId}` : "",
      ].join("\n"),
    );
    return holder.folded;
  }

  /** Return the entries that a wish lets through: its words, its status and a value for each facet, "" for any. */
  function chosen(entries, wish) {
    const words = folded(wish.search).split(/\s+/).filter(Boolean);
    return entries.filter((entry) => passes(entry, wish) && words.every((word) => searchText(entry).includes(word)));
  }

  function passes(entry, wish, except = "") {
    if (except !== "status" && wish.status && entry.status !== wish.status) return false;
    return FACETS.every((facet) => {
      const value = wish[facet];
      if (!value || facet === except) return true;
      return value === "*" ? entry.facets[facet].length > 0 : entry.facets[facet].includes(value);
    });
  }

  /** Return how many entries each value of a facet would leave, with the other filters as they are. */
  function counts(entries, wish, facet) {
    const found = new Map();
    for (const entry of entries) {
      if (!passes(entry, wish, facet)) continue;
      const values = facet === "status" ? [entry.status] : new Set(entry.facets[facet]);
      for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
    }
    return found;
  }

  /** Return the entry that stands where one stood that is there no more: an edited note may be a new one. */
  function nearest(entries, gone) {
    const inFile = entries.filter((entry) => entry.file === gone.file && entry.kind !== "retired");
    const line = inFile.filter((entry) => entry.line <= gone.line).at(-1)?.line;
    const there = inFile.filter((entry) => entry.line === line);
    return there.find((entry) => entry.ordinal === gone.ordinal) ?? there[0] ?? inFile[0];
  }

  return { FACETS, entriesOf, nearest, sideHtml, summary, chosen, counts, folded, plainText };
})();
