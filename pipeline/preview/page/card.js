/* Inside the frame of a card: shows what the page sends, as Anki's reviewer does, and hands the keys of the page back.
   Notes are not trusted here. The policy of this document runs the script of our own templates, by its hash, and no other. */

"use strict";

const qa = document.getElementById("qa");
const sheet = document.getElementById("sheet");
const KEYS = [" ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Escape", "/", "?", "b", "d", "j", "k", "w"];
let typesetting = Promise.resolve();
let mathjax = null;

/** Shows `html` under the classes that Anki gives a card, at night or by day. One that `stays` keeps its scroll. */
function show({ html, css, classes, isNight, mathjaxPath, stays }) {
  const top = window.scrollY;
  document.documentElement.className = isNight ? "night-mode" : "";
  document.documentElement.style.colorScheme = isNight ? "dark" : "light";
  document.body.className = classes + (isNight ? " nightMode night_mode" : "");
  if (sheet.textContent !== css) sheet.textContent = css;
  qa.innerHTML = html;
  for (const inert of qa.querySelectorAll("script:not([src])")) {
    const live = document.createElement("script");
    live.textContent = inert.textContent;
    inert.replaceWith(live);
  }
  const answer = document.getElementById("answer");
  window.scrollTo(0, 0);
  if (answer && !stays) answer.scrollIntoView({ block: "nearest" });
  typesetting = typesetting
    .then(() => typeset(mathjaxPath))
    .then(() => stays && scrollBack(top))
    .then(() => tell({ kind: "shown" }));
}

/** Scrolls to where the card was, once its pictures have their sizes. */
async function scrollBack(top) {
  await Promise.allSettled([...qa.querySelectorAll("img")].map((image) => image.decode()));
  window.scrollTo(0, top);
}

async function typeset(path) {
  if (!path) return;
  mathjax ??= loadMathjax(path);
  await mathjax;
  MathJax.typesetClear();
  await MathJax.typesetPromise([qa]);
}

function loadMathjax(path) {
  window.MathJax = {
    tex: {
      displayMath: [["\\[", "\\]"]],
      processEscapes: false,
      processEnvironments: false,
      processRefs: false,
      packages: { "[+]": ["noerrors", "mathtools"], "[-]": ["textmacros"] },
    },
    loader: { load: ["[tex]/noerrors", "[tex]/mathtools"], versionWarnings: false },
    options: { enableMenu: false },
    startup: { typeset: false },
  };
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `../${path}`; // the base of a card is the folder of its pictures, as in Anki
    script.onload = () => MathJax.startup.promise.then(done);
    script.onerror = () => failed(new Error(`${path} is missing`));
    document.head.append(script);
  });
}

function tell(message) {
  window.parent.postMessage(message, "*");
}

window.addEventListener("message", (event) => {
  if (event.source === window.parent) show(event.data);
});

window.addEventListener("keydown", (event) => {
  const pressesButton = event.key === " " && event.target.closest?.("button, summary, a");
  const scrolls = ["ArrowUp", "ArrowDown"].includes(event.key) && document.documentElement.scrollHeight > window.innerHeight;
  if (event.ctrlKey || event.metaKey || event.altKey || pressesButton || scrolls || !KEYS.includes(event.key)) return;
  event.preventDefault();
  tell({ kind: "key", key: event.key, shiftKey: event.shiftKey });
});

tell({ kind: "ready" });
