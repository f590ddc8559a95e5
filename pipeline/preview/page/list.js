/* A list box that holds only the rows on screen, however long it is. Rows are equally high. */

"use strict";

class RowList {
  static SPARE = 6; // rows above and below the screen

  /** `fill(row, entry)` gives an empty row its content; `pick(index)` is called when a row is clicked. */
  constructor(box, { fill, pick }) {
    this.box = box;
    this.fill = fill;
    this.entries = [];
    this.at = -1;
    this.rows = new Map();
    this.space = document.createElement("div");
    this.space.className = "rows";
    this.space.setAttribute("role", "presentation");
    box.replaceChildren(this.space);
    box.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(box);
    box.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) pick(Number(row.dataset.index));
    });
  }

  get rowHeight() {
    return parseFloat(getComputedStyle(this.box).getPropertyValue("--row-height")) * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  get rowsOnScreen() {
    return Math.floor(this.box.clientHeight / this.rowHeight);
  }

  /** Shows other entries; the scroll stays where it was as far as they reach. */
  show(entries, at) {
    this.entries = entries;
    this.at = at;
    this.clear();
    this.space.style.height = `${entries.length * this.rowHeight}px`;
    this.draw();
  }

  /** Marks an entry as the one that is looked at, and scrolls to it if it is out of sight. */
  select(at) {
    this.at = at;
    if (at >= 0) this.reveal(at);
    this.clear();
    this.draw();
  }

  reveal(at) {
    const height = this.rowHeight;
    const top = at * height;
    if (top < this.box.scrollTop) this.box.scrollTop = top - height;
    else if (top + height > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = top + 2 * height - this.box.clientHeight;
  }

  clear() {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
  }

  draw() {
    const height = this.rowHeight;
    const first = Math.max(0, Math.floor(this.box.scrollTop / height) - RowList.SPARE);
    const last = Math.min(this.entries.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / height) + RowList.SPARE);
    const wanted = new Set();
    for (let index = first; index < last; index += 1) wanted.add(index);
    // A screen reader is told of the chosen row by its id, so it is there even when it is scrolled out of sight.
    if (this.at >= 0) wanted.add(this.at);
    for (const [index, row] of this.rows) {
      if (!wanted.has(index)) {
        row.remove();
        this.rows.delete(index);
      }
    }
    for (const index of [...wanted].sort((a, b) => a - b)) if (!this.rows.has(index)) this.rows.set(index, this.newRow(index, height));
    if (this.at >= 0) this.box.setAttribute("aria-activedescendant", `row-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  newRow(index, height) {
    const row = document.createElement("div");
    row.id = `row-${index}`;
    row.className = "row";
    row.dataset.index = index;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", index === this.at);
    row.setAttribute("aria-setsize", this.entries.length);
    row.setAttribute("aria-posinset", index + 1);
    row.style.top = `${index * height}px`;
    this.fill(row, this.entries[index]);
    this.space.append(row);
    return row;
  }
}
