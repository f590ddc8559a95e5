/* While `watch` runs: takes each new build as it comes, and shows faults above the last good cards. */

"use strict";

const Live = (() => {
  const { element } = Elements;
  const mark = document.getElementById("live");
  const faults = document.getElementById("faults");
  let built = null;

  function connect() {
    const events = new EventSource("events");
    events.onopen = () => say("Watching");
    events.onerror = () => say("Not watching any more");
    events.onmessage = (event) => take(JSON.parse(event.data));
  }

  /** Takes what the watch tells: the number of the last good build, and what keeps a newer one from being good. */
  function take(told) {
    if (built !== null && told.build !== built) reload(told.build);
    built = told.build;
    const shown = told.fault ? [element("p", {}, told.fault)] : told.findings.length ? [Details.findings(told.findings)] : [];
    faults.hidden = !shown.length;
    faults.replaceChildren(...(shown.length ? [element("h2", {}, "Not built: the cards below are the last good ones"), ...shown] : []));
  }

  function reload(build) {
    const script = element("script", { src: `deck.js?${build}` });
    script.addEventListener("load", () => script.remove());
    document.head.append(script);
  }

  function say(text) {
    mark.textContent = text;
  }

  return { connect };
})();

if (document.body.hasAttribute("data-live") && location.protocol !== "file:") Live.connect();
