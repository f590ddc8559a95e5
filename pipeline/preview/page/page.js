/* The page: one state, drawn into the list, the stage and the panel. */

"use strict";

const Page = (() => {
  const { byId } = Elements;
  const NO_WISH = { search: "", status: "", deck: "", tag: "", rule: "", file: "", lint: "" };

  const state = { wish: { ...NO_WISH }, key: "", at: -1, side: "question", both: false, wide: false, night: false };
  let deck = null;
  let entries = [];
  let chosen = [];
  let shown = null; // the entry on the stage

  const list = new RowList(byId("list"), { fill: (row, entry) => Browse.fillRow(row, deck, entry), pick: open });

  /** Takes a deck, the first or a newer one: the same card, side, filters and scroll stay. */
  function load(newDeck) {
    deck = newDeck;
    entries = Entries.entriesOf(deck);
    byId("deck-name").textContent = deck.name;
    document.title = `${deck.name} · cards`;
    const cards = entries.filter((entry) => entry.kind === "card").length;
    const notes = deck.entries.filter((entry) => entry.kind !== "finding").length;
    const drawing = deck.drawing.length ? `, drawing ${Words.counted(deck.drawing.length, "picture")}…` : "";
    byId("deck-size").textContent = `${Words.counted(notes, "note")}, ${Words.counted(cards, "card")}${drawing}`;
    if (shown && !isThere() && !deck.drawing.length) state.key = Entries.nearest(entries, shown)?.key ?? "";
    const isFirst = !shown;
    choose();
    if (isFirst && state.at >= 0) list.reveal(state.at); // the address may name any card
  }

  function isThere() {
    return entries.some((entry) => entry.key === state.key);
  }

  function current() {
    return chosen[state.at] ?? null;
  }

  /** Filters anew and keeps the card if it is still among the chosen ones. One that may only wait for its picture stays
   *  on the stage as it was. */
  function choose() {
    chosen = Entries.chosen(entries, state.wish);
    const kept = chosen.findIndex((entry) => entry.key === state.key);
    const waits = kept < 0 && shown?.kind === "card" && deck.drawing.length > 0 && !isThere();
    state.at = kept >= 0 || waits ? kept : Math.min(0, chosen.length - 1);
    if (kept < 0 && !waits) {
      state.side = "question";
      state.key = current()?.key ?? "";
      byId("list").scrollTop = 0;
    }
    Browse.drawFilters({ entries, chosen, wish: state.wish, want });
    list.show(chosen, state.at);
    if (!waits) draw();
  }

  function want(part) {
    Object.assign(state.wish, part);
    choose();
    if (state.at >= 0) list.reveal(state.at);
  }

  function draw() {
    document.documentElement.dataset.night = state.night;
    if (!deck) return;
    shown = current();
    Stage.draw(deck, shown, state, chosen.length);
    Memory.keepPlace(state);
  }

  /* Moving. */

  function select(at, side = "question") {
    if (!chosen[at]) return;
    state.at = at;
    state.key = chosen[at].key;
    state.side = side;
    list.select(at);
    draw();
  }

  function open(at) {
    select(at);
    document.body.dataset.view = "card";
  }

  function move(by) {
    select(Math.max(0, Math.min(chosen.length - 1, state.at + by)));
  }

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
    draw();
  }

  function toggle(name) {
    state[name] = !state[name];
    Memory.keepLook(state);
    draw();
  }

  function search() {
    document.body.dataset.view = "list";
    byId("search").focus();
    byId("search").select();
  }

  /** Does what a key stands for, wherever it was pressed; tells whether it stood for something. */
  function press(key, shiftKey) {
    const does = {
      " ": shiftKey ? flipBack : flip,
      ArrowRight: () => move(1),
      ArrowDown: () => move(1),
      j: () => move(1),
      ArrowLeft: () => move(-1),
      ArrowUp: () => move(-1),
      k: () => move(-1),
      b: () => toggle("both"),
      w: () => toggle("wide"),
      d: () => toggle("night"),
      "/": search,
      "?": () => byId("help").showModal(),
      Escape: () => (document.body.dataset.view = "list"),
    }[key];
    does?.();
    return does !== undefined;
  }

  const clicks = {
    flip,
    previous: () => move(-1),
    next: () => move(1),
    both: () => toggle("both"),
    wide: () => toggle("wide"),
    theme: () => toggle("night"),
    "help-open": () => byId("help").showModal(),
    clear: () => {
      want({ ...NO_WISH });
      byId("search").focus();
    },
    back: () => {
      document.body.dataset.view = "list";
      byId("list").focus();
    },
  };

  for (const [id, does] of Object.entries(clicks)) byId(id).addEventListener("click", does);
  byId("search").addEventListener("input", (event) => want({ search: event.target.value }));
  Stage.listen(press);
  Keys.listen({ press, search: (words) => want({ search: words }), walk: move, open: () => open(state.at), rowsOnScreen: () => list.rowsOnScreen });
  Memory.recall(state);
  draw();
  return { load };
})();
