// The document beside the entry: the cell that a value was read from is marked while its field is worked on or pointed at.
"use strict";
(() => {
  const cells = new Map([...document.querySelectorAll("[data-place]")].map((cell) => [cell.dataset.place, cell]));
  if (cells.size === 0) return;
  let marked = null;

  function mark(place, follow) {
    const cell = cells.get(place);
    if (marked === cell) return;
    marked?.classList.remove("is-source");
    marked = cell ?? null;
    marked?.classList.add("is-source");
    if (follow) marked?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  const placeOf = (element) => element.closest?.("[data-source]")?.dataset.source;
  document.addEventListener("focusin", (event) => mark(placeOf(event.target), true));
  document.addEventListener("mouseover", (event) => {
    const place = placeOf(event.target);
    if (place) mark(place, false);
  });
})();
