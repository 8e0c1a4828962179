// Big keys for a thumb: they write into the number that was touched last. The first digit replaces what stood there, so
// that a proposed number need not be cleared. The telephone's own keyboard stays away.
"use strict";
for (const pad of document.querySelectorAll("[data-pad-for]")) {
  const form = pad.closest("form");
  const fields = pad.dataset.padFor.split(" ").map((name) => form.elements[name]);
  let at, fresh;
  const choose = (field) => {
    [at, fresh] = [field, true];
    for (const one of fields) one.closest(".field").classList.toggle("pad-goes-here", one === field);
  };
  for (const field of fields) {
    field.inputMode = "none";
    field.addEventListener("focus", () => choose(field));
    field.addEventListener("input", () => { fresh = false; });
  }
  choose(fields[0]);
  pad.addEventListener("click", (event) => {
    const digit = event.target.closest("[data-digit]")?.dataset.digit;
    if (!digit) return;
    const before = fresh && digit !== "back" ? "" : at.value;
    if (digit === "back") at.value = before.slice(0, -1);
    else if (before.length < 12 && !(digit === "." && before.includes("."))) at.value = before + digit;
    at.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
