/* One side of a card in a document of its own, which neither the style nor the scripts of the page can reach. */

"use strict";

class CardFrame {
  constructor(frame) {
    this.frame = frame;
    this.shown = null;
    this.ready = false;
    this.onKey = () => {}; // told the key and the shift key of what was meant for the page
    // Files have no origin in common, so the frame is shut off there too; without the word it could not load its own.
    frame.sandbox = `allow-scripts allow-popups allow-popups-to-escape-sandbox${location.protocol === "file:" ? " allow-same-origin" : ""}`;
    window.addEventListener("message", (event) => {
      if (event.source !== frame.contentWindow) return;
      if (event.data.kind === "ready") this.start();
      else if (event.data.kind === "key") this.onKey(event.data.key, event.data.shiftKey);
      else if (event.data.kind === "shown") frame.dataset.shown = this.name;
    });
    frame.src = "card.html";
  }

  start() {
    this.ready = true;
    if (this.shown) this.frame.contentWindow.postMessage(this.shown, "*");
  }

  /** Shows a side of the card of `key` (see card.js for `content`) now, or as soon as the frame can. */
  show(content, key, side) {
    const name = `${key} ${side}`;
    const message = { ...content, stays: name === this.name };
    const isSame = this.shown && Object.keys(content).every((part) => content[part] === this.shown[part]);
    this.name = name; // stands in `data-shown` when it is there
    this.shown = message;
    this.frame.title = Words.capital(side);
    const caption = this.frame.nextElementSibling;
    caption.textContent = Words.capital(side);
    if (!this.ready) return;
    if (isSame && message.stays) return;
    this.frame.contentWindow.postMessage(message, "*");
  }
}
