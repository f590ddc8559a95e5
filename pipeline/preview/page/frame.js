/* One side of a card in a document of its own, which neither the style nor the scripts of the page can reach. */

"use strict";

class CardFrame {
  /** `onKey(key, shiftKey)` is told the keys that were meant for the page. */
  constructor(frame, onKey) {
    this.frame = frame;
    this.waiting = null;
    this.ready = false;
    // Files have no origin in common, so the frame is shut off there too; without the word it could not load its own.
    frame.sandbox = `allow-scripts allow-popups allow-popups-to-escape-sandbox${location.protocol === "file:" ? " allow-same-origin" : ""}`;
    window.addEventListener("message", (event) => {
      if (event.source !== frame.contentWindow) return;
      if (event.data.kind === "ready") this.start();
      else if (event.data.kind === "key") onKey(event.data.key, event.data.shiftKey);
      else if (event.data.kind === "shown") frame.dataset.shown = this.name;
    });
    frame.src = "card.html";
  }

  start() {
    this.ready = true;
    if (this.waiting) this.frame.contentWindow.postMessage(this.waiting, "*");
  }

  /** Shows `message` (see card.js) now, or as soon as the frame can; `name` then stands in `data-shown`. */
  show(message, name) {
    this.waiting = message;
    this.name = name;
    if (this.ready) this.frame.contentWindow.postMessage(message, "*");
  }
}
