/* The keyboard. Where a control has the focus, its own keys stay its own. */

"use strict";

const Keys = (() => {
  const { byId } = Elements;
  const ROW_KEYS = ["ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "Enter"];

  /** Listens on the page. `press(key, shiftKey)` tells whether a key stood for something, `search(words)` changes the
   *  search, `walk(by)` moves along the list, by Infinity to its end, and `open()` opens the card that is marked there. */
  function listen({ press, search, walk, open, rowsOnScreen }) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || byId("help").open) return;
      if (event.target === byId("search")) pressedInSearch(event, search);
      else if (event.target === byId("list") && ROW_KEYS.includes(event.key)) {
        const page = Math.max(1, rowsOnScreen() - 1);
        const by = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity, PageUp: -page, PageDown: page }[event.key];
        if (by) walk(by);
        else open();
        event.preventDefault();
      } else if (!belongsToControl(event) && press(event.key, event.shiftKey)) event.preventDefault();
    });
  }

  function pressedInSearch(event, search) {
    if (!["Escape", "Enter", "ArrowDown"].includes(event.key)) return;
    if (event.key === "Escape") search("");
    byId("list").focus();
    event.preventDefault();
  }

  function belongsToControl(event) {
    if (["ArrowUp", "ArrowDown"].includes(event.key) && scrolls(event.target)) return true;
    const control = event.target.closest("button, select, summary, a");
    if (!control) return false;
    return event.key === " " || (control.tagName === "SELECT" && event.key !== "/" && event.key !== "?");
  }

  /** Tells whether a part of the page that has the focus is one to be scrolled. */
  function scrolls(part) {
    return part !== document.body && part.scrollHeight > part.clientHeight && ["auto", "scroll"].includes(getComputedStyle(part).overflowY);
  }

  return { listen };
})();
