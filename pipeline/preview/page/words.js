/* Numbers and words as the page writes them. */

"use strict";

const Words = (() => {
  function number(value) {
    return value.toLocaleString("en");
  }

  /** Return a number of things, such as "1 card" or "1,200 cards". */
  function counted(value, word) {
    return `${number(value)} ${word}${value === 1 ? "" : "s"}`;
  }

  function capital(word) {
    return word[0].toUpperCase() + word.slice(1);
  }

  return { number, counted, capital };
})();
