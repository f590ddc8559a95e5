/* What outlasts the page: the address keeps the card, its side and the filters, the browser how cards are shown. */

"use strict";

const Memory = (() => {
  const LOOK = "notedeck-preview";

  /** Puts into `state` what was kept. */
  function recall(state) {
    const parts = new URLSearchParams(location.hash.slice(1));
    for (const name of Object.keys(state.wish)) state.wish[name] = parts.get(name) ?? "";
    state.key = parts.get("card") ?? "";
    state.side = parts.get("side") ?? "question";
    state.night = matchMedia("(prefers-color-scheme: dark)").matches;
    try {
      Object.assign(state, JSON.parse(localStorage.getItem(LOOK) ?? "{}"));
    } catch {
      // Nothing is remembered where there is no storage.
    }
  }

  function keepPlace({ wish, key, side }) {
    const parts = Object.entries({ ...wish, card: key, side: side === "answer" ? "answer" : "" }).filter(([, value]) => value);
    history.replaceState(null, "", `#${new URLSearchParams(parts)}`);
  }

  function keepLook({ both, wide, night }) {
    try {
      localStorage.setItem(LOOK, JSON.stringify({ both, wide, night }));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  return { recall, keepPlace, keepLook };
})();
