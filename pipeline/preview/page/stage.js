/* The card as it lies in the hand, the buttons below it, and what is known of it beside it. */

"use strict";

const Stage = (() => {
  const { byId, element } = Elements;
  const frames = { first: new CardFrame(byId("first-frame")), second: new CardFrame(byId("second-frame")) };

  /** Has the keys that are pressed inside a card told to `press(key, shiftKey)`. */
  function listen(press) {
    for (const frame of Object.values(frames)) frame.onKey = press;
  }

  /** Draws an entry, or that there is none. `state` says at which place of how many it stands, and how it is shown. */
  function draw(deck, entry, state, count) {
    const isCard = entry?.kind === "card";
    const both = state.both && isCard;
    byId("frames").hidden = !isCard;
    byId("flip").hidden = !isCard || both;
    byId("stand-in").hidden = isCard;
    byId("second-device").hidden = !both;
    document.body.dataset.wide = state.wide;
    document.body.dataset.both = both;
    drawButtons(state, count);
    byId("place").textContent = entry ? `${Words.number(state.at + 1)} of ${Words.number(count)}${isCard && !both ? `: ${state.side}` : ""}` : "";
    byId("details").replaceChildren(...(entry ? Details.detailsOf(entry) : []));
    if (!isCard) byId("stand-in").replaceChildren(...standIn(deck, entry));
    else showSide(frames.first, deck, entry, both ? "question" : state.side, state.night);
    if (both) showSide(frames.second, deck, entry, "answer", state.night);
  }

  function drawButtons(state, count) {
    byId("previous").disabled = state.at <= 0;
    byId("next").disabled = state.at >= count - 1;
    byId("flip").textContent = state.side === "question" ? "Show answer" : state.at < count - 1 ? "Next card" : "Show question";
    byId("both").setAttribute("aria-pressed", state.both);
    byId("wide").setAttribute("aria-pressed", state.wide);
    byId("theme").setAttribute("aria-pressed", state.night);
  }

  function showSide(cardFrame, deck, entry, side, isNight) {
    const html = Entries.sideHtml(deck, entry, side === "question");
    const number = entry.note.kind === "basic" ? 1 : entry.ordinal;
    const mathjaxPath = /\\[([]/.test(html) ? deck.mathjax : "";
    cardFrame.show({ html, css: deck.css, classes: `card card${number}`, isNight, mathjaxPath }, entry.key, side);
  }

  /** Return what stands where a card would. */
  function standIn(deck, entry) {
    if (!entry) return [element("p", {}, deck.entries.length ? "Nothing matches the search and the filters." : "There are no cards yet.")];
    if (entry.kind === "finding") return [element("h2", {}, "No card here"), element("p", {}, entry.finding.message), element("p", { class: "hint" }, entry.finding.hint)];
    const told = entry.note.isFresh ? "This note is no longer in the notes folder. With the next build it retires." : "This note retired with an earlier build.";
    return [
      element("h2", {}, "Retired"),
      ...entry.note.words.map((words) => element("p", { class: "words" }, words)),
      element("p", { class: "hint" }, `${told} It stays in Anki until you delete it there: paste the search on this page into Anki's browser.`),
    ];
  }

  return { listen, draw };
})();
