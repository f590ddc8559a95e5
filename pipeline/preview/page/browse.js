/* The column beside the card: filters with what each would leave, and the rows. */

"use strict";

const Browse = (() => {
  const { byId, element } = Elements;
  const STATUSES = ["new", "changed", "moved", "unchanged", "retired", "no card"];
  const FACET_NAMES = { deck: "Deck", tag: "Tag", rule: "Rule", file: "File", lint: "Lint" };

  /** Gives a row of the list its content. */
  function fillRow(row, deck, entry) {
    const isCard = entry.kind === "card";
    row.dataset.status = entry.status;
    row.dataset.lint = entry.worst;
    row.append(
      element("span", { class: "asked" }, Entries.summary(deck, entry)),
      element(
        "span",
        { class: "meta" },
        entry.status === "unchanged" ? null : element("span", { class: "status" }, entry.status),
        entry.worst && isCard ? element("span", { class: "worst" }, entry.worst) : null,
        element("span", { class: "at" }, `${entry.file}:${entry.line}`),
        isCard ? element("span", { class: "rule" }, entry.note.rule) : null,
      ),
    );
  }

  /** Draws the filters as `wish` has them; `want(part)` is called with what is chosen. Whoever was in one stays there. */
  function drawFilters({ entries, chosen, wish, want }) {
    const focused = document.activeElement?.id;
    drawStatuses(entries, wish, want);
    byId("facets").replaceChildren(...Entries.FACETS.map((facet) => facetSelect(facet, entries, wish, want)));
    byId("filters-set").textContent = Entries.FACETS.filter((facet) => wish[facet])
      .map((facet) => `${FACET_NAMES[facet].toLowerCase()}: ${wish[facet] === "*" ? "any" : wish[facet]}`)
      .join(", ");
    byId("found").textContent = foundText(chosen);
    byId("clear").hidden = Object.values(wish).every((value) => !value);
    byId("none").hidden = chosen.length > 0 || !entries.length;
    if (byId("search").value !== wish.search) byId("search").value = wish.search;
    if (focused && document.activeElement?.id !== focused) byId(focused)?.focus();
  }

  function drawStatuses(entries, wish, want) {
    const found = Entries.counts(entries, wish, "status");
    const shown = STATUSES.filter((status) => found.get(status) || wish.status === status);
    byId("statuses").replaceChildren(
      ...shown.map((status) =>
        element(
          "button",
          {
            type: "button",
            id: `status-${status.replace(" ", "-")}`,
            "aria-pressed": String(wish.status === status),
            "data-status": status,
            onclick: () => want({ status: wish.status === status ? "" : status }),
          },
          `${Words.capital(status)} `,
          element("span", { class: "number" }, Words.number(found.get(status) ?? 0)),
        )),
    );
  }

  function facetSelect(facet, entries, wish, want) {
    const found = Entries.counts(entries, wish, facet);
    const value = wish[facet];
    if (value && value !== "*" && !found.has(value)) found.set(value, 0);
    const names = [...found.keys()].sort((a, b) => (a < b ? -1 : 1));
    const select = element(
      "select",
      { id: `facet-${facet}` },
      element("option", { value: "" }, "Any"),
      facet === "lint" && names.length ? element("option", { value: "*" }, "With any finding") : null,
      names.map((name) => element("option", { value: name }, `${name} (${Words.number(found.get(name))})`)),
    );
    select.value = value;
    select.disabled = !names.length;
    select.addEventListener("change", () => want({ [facet]: select.value }));
    return element("label", {}, element("span", {}, FACET_NAMES[facet]), select);
  }

  function foundText(chosen) {
    const numbers = { card: 0, finding: 0, retired: 0 };
    for (const entry of chosen) numbers[entry.kind] += 1;
    const parts = [
      numbers.card && Words.counted(numbers.card, "card"),
      numbers.finding && `${Words.number(numbers.finding)} without a card`,
      numbers.retired && `${Words.number(numbers.retired)} retired`,
    ];
    return parts.filter(Boolean).join(", ") || "0 cards";
  }

  return { fillRow, drawFilters };
})();
