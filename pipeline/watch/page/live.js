/* While the watch runs: takes each new deck as it comes, and shows what is wrong above the last good cards. */

"use strict";

const Live = (() => {
  const { byId, element } = Elements;
  const mark = element("p", { class: "live", role: "status" });
  const banner = element("section", { id: "faults", class: "faults", "aria-label": "Faults", "aria-live": "assertive", tabindex: "0", hidden: true });
  let deck = document.currentScript.dataset.deck;

  byId("theme").before(mark);
  document.querySelector(".top").after(banner);

  const events = new EventSource("events");
  events.addEventListener("open", () => say("Watching", true));
  events.addEventListener("error", () => say("No longer watching", false));
  events.addEventListener("message", (event) => take(JSON.parse(event.data)));

  /** Takes what the watch tells: which deck is the newest good one, and what keeps the notes from being it. */
  function take(told) {
    if (told.deck !== deck) reload(told.deck);
    deck = told.deck;
    const faults = [...(told.fault ? [faultPart(told.fault)] : []), ...told.findings.map(findingPart)];
    banner.hidden = !faults.length;
    banner.replaceChildren(...(faults.length ? [element("h2", {}, "These notes cannot be shown yet"), element("p", { class: "hint" }, "The page shows the last ones that had no fault."), ...faults] : []));
  }

  function faultPart({ message, hint }) {
    return element("div", { class: "fault" }, element("p", {}, message), hint ? element("p", { class: "hint" }, hint) : null);
  }

  function findingPart({ file, line, column, code, message, hint }) {
    const place = element("p", { class: "at" }, element("code", {}, `${file}:${line}:${column}`), ` ${code}`);
    return element("div", { class: "fault" }, place, element("p", {}, message), hint ? element("p", { class: "hint" }, hint) : null);
  }

  function reload(newest) {
    const script = element("script", { src: `deck.js?${newest}` });
    script.addEventListener("load", () => script.remove());
    document.head.append(script);
  }

  function say(text, isLive) {
    mark.textContent = text;
    mark.dataset.live = isLive;
  }
})();
