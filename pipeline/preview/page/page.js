/* The page: one state, drawn into the list, the stage and the panel; the address keeps it, so that it can be come back to. */

"use strict";

const Page = (() => {
  const { element } = Elements;
  const byId = (id) => document.getElementById(id);
  const STATUSES = ["new", "changed", "moved", "unchanged", "retired", "no card"];
  const FACET_NAMES = { deck: "Deck", tag: "Tag", rule: "Rule", file: "File", lint: "Lint" };
  const NO_WISH = { search: "", status: "", deck: "", tag: "", rule: "", file: "", lint: "" };

  const state = { wish: { ...NO_WISH }, key: "", at: -1, side: "question", both: false, wide: false, night: false };
  let deck = null;
  let entries = [];
  let chosen = [];

  const frames = { first: new CardFrame(byId("first-frame"), press), second: new CardFrame(byId("second-frame"), press) };
  const list = new RowList(byId("list"), { fill: fillRow, pick: (index) => open(index) });

  /** Takes a deck, the first or a newer one: the same card, side, filters and scroll stay. */
  function load(newDeck) {
    const before = deck && current();
    deck = newDeck;
    entries = Entries.entriesOf(deck);
    byId("deck-name").textContent = deck.name;
    document.title = `${deck.name} · cards`;
    const cards = entries.filter((entry) => entry.kind === "card").length;
    const notes = deck.entries.filter((entry) => entry.kind !== "finding").length;
    byId("deck-size").textContent = `${counted(notes, "note")}, ${counted(cards, "card")}`;
    if (before && !entries.some((entry) => entry.key === state.key)) state.key = nearest(before)?.key ?? "";
    choose();
  }

  /** Return the entry that stands where one stood that is there no more: an edited note may be a new one. */
  function nearest(gone) {
    const inFile = entries.filter((entry) => entry.file === gone.file && entry.kind !== "retired");
    return inFile.filter((entry) => entry.line <= gone.line).at(-1) ?? inFile[0];
  }

  function current() {
    return chosen[state.at] ?? null;
  }

  /** Filters anew and keeps the card if it is still among the chosen ones. */
  function choose() {
    chosen = Entries.chosen(entries, state.wish);
    const kept = chosen.findIndex((entry) => entry.key === state.key);
    state.at = kept >= 0 ? kept : Math.min(0, chosen.length - 1);
    if (kept < 0) state.side = "question";
    state.key = current()?.key ?? "";
    drawFilters();
    list.show(chosen, state.at);
    if (kept < 0) byId("list").scrollTop = 0;
    drawStage();
  }

  function select(at, side = "question") {
    if (!chosen[at]) return;
    state.at = at;
    state.key = chosen[at].key;
    state.side = side;
    list.select(at);
    drawStage();
  }

  function open(at) {
    select(at);
    document.body.dataset.view = "card";
  }

  /* Drawing. */

  function fillRow(row, entry) {
    row.dataset.status = entry.status;
    row.dataset.lint = entry.worst;
    const marks = [entry.status === "unchanged" ? null : element("span", { class: "status" }, entry.status), entry.worst && entry.kind === "card" ? element("span", { class: "worst" }, entry.worst) : null];
    row.append(
      element("span", { class: "asked" }, Entries.summary(deck, entry)),
      element("span", { class: "meta" }, marks, element("span", { class: "at" }, `${entry.file}:${entry.line}`), entry.kind === "card" ? element("span", { class: "rule" }, entry.note.rule) : null),
    );
  }

  function drawFilters() {
    const { wish } = state;
    const found = Entries.counts(entries, wish, "status");
    const shown = STATUSES.filter((status) => found.get(status) || wish.status === status);
    byId("statuses").replaceChildren(
      ...shown.map((status) =>
        element("button", { type: "button", "aria-pressed": String(wish.status === status), "data-status": status, onclick: () => want({ status: wish.status === status ? "" : status }) },
          capital(status), " ", element("span", { class: "number" }, shownNumber(found.get(status) ?? 0)))),
    );
    byId("facets").replaceChildren(...Entries.FACETS.map(facetSelect));
    const set = Entries.FACETS.filter((facet) => wish[facet]);
    byId("filters-set").textContent = set.length ? `${set.map((facet) => `${FACET_NAMES[facet].toLowerCase()}: ${wish[facet] === "*" ? "any" : wish[facet]}`).join(", ")}` : "";
    byId("found").textContent = foundText();
    byId("clear").hidden = Object.values(wish).every((value) => !value);
    byId("none").hidden = chosen.length > 0;
    if (byId("search").value !== wish.search) byId("search").value = wish.search;
  }

  function foundText() {
    const numbers = { card: 0, finding: 0, retired: 0 };
    for (const entry of chosen) numbers[entry.kind] += 1;
    const parts = [numbers.card ? counted(numbers.card, "card") : "", numbers.finding ? `${shownNumber(numbers.finding)} without a card` : "", numbers.retired ? `${shownNumber(numbers.retired)} retired` : ""];
    return parts.filter(Boolean).join(", ") || "0 cards";
  }

  function facetSelect(facet) {
    const found = Entries.counts(entries, state.wish, facet);
    const value = state.wish[facet];
    if (value && value !== "*" && !found.has(value)) found.set(value, 0);
    const names = [...found.keys()].sort((a, b) => (a < b ? -1 : 1));
    const select = element(
      "select",
      { id: `facet-${facet}` },
      element("option", { value: "" }, "Any"),
      facet === "lint" && names.length ? element("option", { value: "*" }, "With any finding") : null,
      names.map((name) => element("option", { value: name }, `${name} (${shownNumber(found.get(name))})`)),
    );
    select.value = value;
    select.disabled = !names.length;
    select.addEventListener("change", () => {
      want({ [facet]: select.value });
      byId(`facet-${facet}`).focus();
    });
    return element("label", {}, element("span", {}, FACET_NAMES[facet]), select);
  }

  function want(part) {
    Object.assign(state.wish, part);
    choose();
  }

  function drawStage() {
    const entry = current();
    const isCard = entry?.kind === "card";
    const both = state.both && isCard;
    byId("frames").hidden = !isCard;
    byId("flip").hidden = !isCard || both;
    byId("stand-in").hidden = isCard;
    byId("second-device").hidden = !both;
    document.body.dataset.wide = state.wide;
    document.body.dataset.both = both;
    byId("previous").disabled = state.at <= 0;
    byId("next").disabled = state.at >= chosen.length - 1;
    byId("flip").textContent = state.side === "question" ? "Show answer" : state.at < chosen.length - 1 ? "Next card" : "Show question";
    byId("both").setAttribute("aria-pressed", state.both);
    byId("wide").setAttribute("aria-pressed", state.wide);
    byId("theme").setAttribute("aria-pressed", state.night);
    byId("place").textContent = entry ? `${shownNumber(state.at + 1)} of ${shownNumber(chosen.length)}${isCard && !both ? `: ${state.side}` : ""}` : "";
    byId("details").replaceChildren(...(entry ? Details.detailsOf(entry) : []));
    if (isCard && both) {
      showSide(frames.first, byId("first-frame"), entry, "question");
      showSide(frames.second, byId("second-frame"), entry, "answer");
    } else if (isCard) {
      showSide(frames.first, byId("first-frame"), entry, state.side);
    } else {
      byId("stand-in").replaceChildren(...standIn(entry));
    }
    remember();
  }

  function showSide(cardFrame, frame, entry, side) {
    const html = Entries.sideHtml(deck, entry, side === "question");
    frame.title = capital(side);
    if (frame.id === "first-frame") byId("first-side").textContent = capital(side);
    const number = entry.note.kind === "basic" ? 1 : entry.ordinal;
    const mathjaxPath = /\\[([]/.test(html) ? deck.mathjax : "";
    cardFrame.show({ html, css: deck.css, classes: `card card${number}`, isNight: state.night, mathjaxPath }, `${entry.key} ${side}`);
  }

  function standIn(entry) {
    if (!entry) return [element("p", {}, deck && deck.entries.length ? "Nothing matches the search and the filters." : "There are no cards yet.")];
    if (entry.kind === "finding") return [element("h2", {}, "No card here"), element("p", {}, entry.finding.message), element("p", { class: "hint" }, entry.finding.hint)];
    const told = entry.note.isFresh ? "This note is no longer in the notes folder. With the next build it retires." : "This note retired with an earlier build.";
    return [
      element("h2", {}, "Retired"),
      ...entry.note.words.map((words) => element("p", { class: "words" }, words)),
      element("p", { class: "hint" }, `${told} It stays in Anki until you delete it there: paste the search on this page into Anki's browser.`),
    ];
  }

  /* Moving. */

  function flip() {
    if (current()?.kind !== "card" || state.both) move(1);
    else if (state.side === "question") turn("answer");
    else if (state.at < chosen.length - 1) move(1);
    else turn("question");
  }

  function flipBack() {
    if (state.side === "answer") turn("question");
    else if (state.at > 0) select(state.at - 1, "answer");
  }

  function turn(side) {
    state.side = side;
    drawStage();
  }

  function move(by) {
    select(Math.max(0, Math.min(chosen.length - 1, state.at + by)));
  }

  /** Does what a key stands for, wherever it was pressed; tells whether it stood for something. */
  function press(key, shiftKey) {
    const does = {
      " ": shiftKey ? flipBack : flip,
      ArrowRight: () => move(1),
      j: () => move(1),
      ArrowLeft: () => move(-1),
      k: () => move(-1),
      b: () => toggle("both"),
      w: () => toggle("wide"),
      d: () => toggle("night"),
      "/": () => {
        document.body.dataset.view = "list";
        byId("search").focus();
        byId("search").select();
      },
      "?": () => byId("help").showModal(),
      Escape: () => (document.body.dataset.view = "list"),
    }[key];
    does?.();
    return does !== undefined;
  }

  function toggle(name) {
    state[name] = !state[name];
    document.documentElement.dataset.night = state.night;
    try {
      localStorage.setItem("notedeck-preview", JSON.stringify({ both: state.both, wide: state.wide, night: state.night }));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    drawStage();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || byId("help").open) return;
    const inSearch = event.target === byId("search");
    const inList = event.target === byId("list");
    const onControl = event.target.closest("button, select, summary, a");
    if (inSearch) {
      if (event.key === "Escape") want({ search: "" });
      if (event.key === "Escape" || event.key === "Enter" || event.key === "ArrowDown") {
        byId("list").focus();
        event.preventDefault();
      }
      return;
    }
    if (inList && ["ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "Enter"].includes(event.key)) {
      const page = Math.max(1, Math.floor(byId("list").clientHeight / list.rowHeight) - 1);
      const by = { ArrowUp: -1, ArrowDown: 1, Home: -chosen.length, End: chosen.length, PageUp: -page, PageDown: page }[event.key];
      if (by) move(by);
      else open(state.at);
      event.preventDefault();
      return;
    }
    const isControls = onControl && (event.key === " " || (onControl.tagName === "SELECT" && event.key !== "/" && event.key !== "?"));
    if (isControls || !press(event.key, event.shiftKey)) return;
    event.preventDefault();
  });

  byId("search").addEventListener("input", (event) => want({ search: event.target.value }));
  byId("clear").addEventListener("click", () => {
    want({ ...NO_WISH });
    byId("search").focus();
  });
  byId("flip").addEventListener("click", flip);
  byId("previous").addEventListener("click", () => move(-1));
  byId("next").addEventListener("click", () => move(1));
  byId("both").addEventListener("click", () => toggle("both"));
  byId("wide").addEventListener("click", () => toggle("wide"));
  byId("theme").addEventListener("click", () => toggle("night"));
  byId("help-open").addEventListener("click", () => byId("help").showModal());
  byId("back").addEventListener("click", () => {
    document.body.dataset.view = "list";
    byId("list").focus();
  });

  /* The address and the browser's memory. */

  function remember() {
    const parts = new URLSearchParams(Object.entries({ ...state.wish, card: state.key, side: state.side === "answer" ? "answer" : "" }).filter(([, value]) => value));
    history.replaceState(null, "", `#${parts}`);
  }

  function recall() {
    const parts = new URLSearchParams(location.hash.slice(1));
    for (const name of Object.keys(NO_WISH)) state.wish[name] = parts.get(name) ?? "";
    state.key = parts.get("card") ?? "";
    state.side = parts.get("side") ?? "question";
    state.night = matchMedia("(prefers-color-scheme: dark)").matches;
    try {
      Object.assign(state, JSON.parse(localStorage.getItem("notedeck-preview") ?? "{}"));
    } catch {
      // Nothing is remembered where there is no storage.
    }
    document.documentElement.dataset.night = state.night;
  }

  function counted(number, word) {
    return `${shownNumber(number)} ${word}${number === 1 ? "" : "s"}`;
  }

  function shownNumber(number) {
    return number.toLocaleString("en");
  }

  function capital(word) {
    return word[0].toUpperCase() + word.slice(1);
  }

  recall();
  return { load };
})();
