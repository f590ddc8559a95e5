/* Small makers of elements. Text goes in as text: nothing of the notes is ever read as markup of the page. */

"use strict";

const Elements = (() => {
  function byId(id) {
    return document.getElementById(id);
  }

  /** Return an element with attributes and children; a child that is no element becomes text, null is left out. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick") made.addEventListener("click", value);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.flat().filter((child) => child !== null));
    return made;
  }

  /** Return a button that copies a text and says so. */
  function copyButton(text, label) {
    const button = element("button", { type: "button", class: "copy", "aria-label": `Copy ${label}`, onclick: copy }, "Copy");
    async function copy() {
      const copied = await written(text);
      button.textContent = copied ? "Copied" : "Press Ctrl+C";
      window.setTimeout(() => (button.textContent = "Copy"), 1500);
    }
    return button;
  }

  async function written(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // A page from a file may not reach the clipboard by itself.
      const area = element("textarea", { class: "away" });
      area.value = text;
      document.body.append(area);
      area.select();
      const copied = document.execCommand("copy");
      area.remove();
      return copied;
    }
  }

  return { byId, element, copyButton };
})();
