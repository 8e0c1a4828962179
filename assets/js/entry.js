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

// Enter in the head of an entry never sends it: in the customer's field it takes the customer that is marked, elsewhere
// it goes on to the next field. Ctrl+S and the button send. Nothing acts while an input method is composing.
(() => {
  const form = document.querySelector("form[data-autosave]");
  const box = form?.querySelector("input[data-choices]");
  if (!form) return;
  const composing = (event) => event.isComposing || event.keyCode === 229;
  // Of a long order only the fields up to the next one that is shown are looked at.
  const after = (field) => {
    const all = [...form.querySelectorAll("input:not([type=hidden]),select,textarea")];
    return all.slice(all.indexOf(field) + 1).find((one) => !one.disabled && one.checkVisibility());
  };

  function onward(field) {
    const next = after(field);
    next?.focus();
    if (next?.matches("input:not([type=checkbox],[type=radio])")) next.select();
  }
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!field.matches("input:not([type=submit],[type=button],[type=file]),select") || field.closest("[data-grid]")) return;
    event.preventDefault();
    onward(field);
  });
  if (!box) return;

  const list = document.createElement("ul");
  list.className = "finder";
  list.id = "customer-finder";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0]?.textContent ?? "");
  list.hidden = true;
  box.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) box.setAttribute(name, value);
  let found = [];
  let marked = -1;
  let asked = 0;
  let timer = 0;
  let pending = false;
  let takeFirst = false;

  function close() {
    clearTimeout(timer);
    asked += 1;
    pending = takeFirst = false;
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }
  function choose(place) {
    marked = place;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", at === place));
    list.children[place]?.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", `${list.id}-${place}`);
  }
  function take(place) {
    box.value = found[place].value;
    close();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
    onward(box);
  }
  function show(choices) {
    found = choices;
    list.replaceChildren(...found.map((one, at) => {
      const line = document.createElement("li");
      line.id = `${list.id}-${at}`;
      line.setAttribute("role", "option");
      const [number, ...rest] = one.value.split(" ");
      for (const [tag, text] of [["span", number], ["span", rest.join(" ")], ["small", one.note]]) {
        line.append(Object.assign(document.createElement(tag), { textContent: text }));
      }
      return line;
    }));
    if (found.length === 0) {
      const none = Object.assign(document.createElement("li"), { textContent: box.dataset.none });
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      list.append(none);
    }
    const place = box.getBoundingClientRect();
    list.hidden = false;
    list.style.left = `${Math.max(8, Math.min(place.left, innerWidth - list.offsetWidth - 8))}px`;
    list.style.top = `${place.bottom + 2}px`;
    box.setAttribute("aria-expanded", "true");
    marked = -1;
    if (found.length > 0) choose(0);
  }
  async function search() {
    const mine = (asked += 1);
    const address = new URL(box.dataset.choices, location.href);
    address.searchParams.set("customer", box.value.trim());
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (mine !== asked) return;
      if (!answer.ok || document.activeElement !== box) return close();
      const page = new DOMParser().parseFromString(`<select>${await answer.text()}</select>`, "text/html");
      if (mine !== asked) return;
      show([...page.querySelectorAll("option")].map((one) => ({ value: one.value, note: one.textContent })));
      pending = false;
      // Enter came before the answer did.
      if (takeFirst && found.length > 0) take(0);
      takeFirst = false;
    } catch {
      if (mine === asked) close();
    }
  }
  function soon(event) {
    if (!event.isTrusted || composing(event)) return;
    clearTimeout(timer);
    if (box.value.trim().length < 2) return close();
    pending = true;
    timer = setTimeout(search, 120);
  }
  box.addEventListener("input", soon);
  box.addEventListener("compositionend", soon);
  box.addEventListener("focusout", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const at = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (found[at]) take(at);
  });
  // Before the form's own: what is taken here is no Enter for it.
  box.addEventListener("keydown", (event) => {
    if (composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && pending) {
      event.preventDefault();
      takeFirst = true;
    } else if (list.hidden) {
      return;
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (found[marked]) take(marked);
      else close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.length > 0) choose((marked + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
})();
