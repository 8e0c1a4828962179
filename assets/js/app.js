// What pages do beyond forms and links: keys, dialogs, drafts that save themselves, no double posts.
// Everything here is a convenience; each page works without it. Events are delegated, so that parts
// swapped in later need no setting up. Nothing acts while an input method is composing.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = () => $("#words")?.dataset ?? {};
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const typing = (element) => element?.closest?.("input:not([type=checkbox],[type=radio],[type=button],[type=submit]),textarea,select,[contenteditable]");
  const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

  function toast(text, tone = "warn") {
    const note = document.createElement("div");
    note.className = `toast-note tone-${tone}`;
    const dot = document.createElement("span");
    dot.className = "state-dot";
    note.append(dot, text);
    $("#toasts")?.append(note);
  }
  // Notes leave by themselves, also those that the server put there; a pointer on one keeps it.
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const note of change.addedNodes) {
        if (!(note instanceof Element)) continue;
        const leave = () => (note.matches(":hover") ? setTimeout(leave, 2000) : note.remove());
        setTimeout(leave, 10000);
      }
    }
  }).observe($("#toasts"), { childList: true });

  // The first thing to read after a refusal.
  const takeFocus = (root = document) => $("[data-take-focus]", root)?.focus();
  takeFocus();
  document.addEventListener("htmx:after:swap", (event) => takeFocus(event.target instanceof Element ? event.target : document));
  document.addEventListener("htmx:error", () => toast(words().lost, "bad"));

  // --- Forms: one press, one post ---------------------------------------------------------------
  const changed = new Set();

  function unlock(form) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent !== undefined) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target) return;
    form.dataset.sent = "";
    form.setAttribute("aria-busy", "true");
    changed.clear();
  });
  // Back from the browser's own store: the form may be sent again.
  addEventListener("pageshow", (event) => event.persisted && $$("form[data-sent]").forEach(unlock));

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || event.target.name === "q") return;
    if (form.matches("[data-guard],[data-autosave]")) changed.add(form);
    if (form.dataset.autosave) draftOf(form).touch();
  });
  document.addEventListener("change", (event) => {
    const all = event.target.closest?.("[data-select-all]");
    if (all) {
      for (const tick of $$("tbody .tick input", all.closest("table"))) tick.checked = all.checked;
    }
    if (event.target.closest?.(".tick")) countSelected();
  });
  function countSelected() {
    const count = $$("tbody .tick input:checked").length;
    for (const place of $$("[data-selected-count]")) place.textContent = count;
    for (const place of $$("[data-when-selected]")) place.hidden = count === 0;
  }
  addEventListener("beforeunload", (event) => {
    for (const form of changed) {
      if (!form.isConnected) changed.delete(form);
    }
    if (changed.size > 0) event.preventDefault();
  });

  // --- Drafts: said to be saved only after the server has answered ------------------------------------
  const drafts = new WeakMap();

  function draftOf(form) {
    if (!drafts.has(form)) drafts.set(form, draft(form));
    return drafts.get(form);
  }
  function draft(form) {
    let timer = 0;
    let running = false;
    let dirty = false;
    let failures = 0;
    const content = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

    function say(word, bad, at = "") {
      const place = $("[data-save-state]", form);
      if (!place) return;
      place.classList.toggle("is-bad", bad);
      // The word is announced when it changes; the time beside it is only seen.
      if (place.dataset.word !== word) {
        place.dataset.word = word;
        const time = document.createElement("time");
        time.setAttribute("aria-hidden", "true");
        place.replaceChildren(`${word} `, time);
      }
      $("time", place).textContent = at;
    }
    async function save() {
      clearTimeout(timer);
      if (running || !dirty || form.dataset.sent !== undefined || !form.isConnected) return;
      running = true;
      dirty = false;
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: content(), credentials: "same-origin", redirect: "error",
          headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000),
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
        failures = 0;
        if (!dirty) changed.delete(form);
        say(words().saved, false, told.at ?? new Date().toLocaleTimeString("en-GB"));
        if (dirty) later(2000);
      } catch {
        dirty = true;
        failures += 1;
        changed.add(form);
        say(words().unsaved, true);
        later(Math.min(30000, 2500 * 2 ** failures));
      } finally {
        running = false;
      }
    }
    function later(wait) {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    }
    return {
      touch() {
        dirty = true;
        if (failures === 0) later(2000);
      },
      now: save,
      // The page goes: the last words travel without waiting for an answer.
      leave() {
        if (dirty && form.dataset.sent === undefined) navigator.sendBeacon(form.dataset.autosave, content());
      },
    };
  }
  document.addEventListener("focusout", (event) => {
    const form = event.target.form;
    if (form?.dataset?.autosave && !form.contains(event.relatedTarget)) draftOf(form).now();
  });
  addEventListener("pagehide", () => $$("form[data-autosave]").forEach((form) => draftOf(form).leave()));
  addEventListener("online", () => $$("form[data-autosave]").forEach((form) => draftOf(form).now()));

  // --- Dialogs ---------------------------------------------------------------------------------------
  function open(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    $$("details.drop[open]").forEach((drop) => drop.removeAttribute("open"));
    dialog.showModal();
    if (id === "palette") {
      const input = $("input", dialog);
      input.value = "";
      $("#palette-list").replaceChildren();
      input.focus();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest(".btn[aria-disabled=true]")) return event.preventDefault();
    const asks = event.target.closest("[data-confirm]");
    if (asks && !asks.dataset.confirmed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return confirmFirst(asks);
    }
  }, true);
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) return open(opener.dataset.opens);
    if (event.target.closest("[data-print]")) return print();
    const closer = event.target.closest("[data-closes]");
    if (closer) return closer.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement) {
      const box = event.target.getBoundingClientRect();
      const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
      if (outside) event.target.close();
    }
    for (const drop of $$("details.drop[open]")) {
      if (!drop.contains(event.target)) drop.removeAttribute("open");
    }
  });
  function confirmFirst(element) {
    const dialog = $("#confirm");
    $("#confirm-words").textContent = element.dataset.confirm;
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      element.dataset.confirmed = "1";
      element.click();
      delete element.dataset.confirmed;
    }, { once: true });
    dialog.showModal();
  }

  // --- Keys --------------------------------------------------------------------------------------------
  const GO = { h: "home", o: "orders", a: "approvals", i: "intake", c: "customers", r: "records", k: "appraisal" };
  const keysOff = () => localStorage.getItem("keys") === "off";
  let going = 0;

  function press(selector, root = document) {
    const element = $$(selector, root).find((one) => seen(one) && !one.disabled);
    element?.click();
    return Boolean(element);
  }
  function move(step) {
    const rows = $$("tr[data-opens-row], [data-row]").filter(seen);
    if (rows.length === 0) return false;
    const now = rows.findIndex((row) => row.classList.contains("is-here"));
    const next = rows[now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + step))];
    rows[now]?.classList.remove("is-here");
    next.classList.add("is-here");
    (($("th a, a", next) ?? next)).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    return true;
  }
  function withControl(event) {
    const key = event.key.toLowerCase();
    const form = document.activeElement?.closest?.("form");
    if (key === "k") return open("palette"), true;
    if (key === "s") return press("[data-save]", form ?? document) || press("[data-save]") || Boolean(form?.dataset.autosave && (draftOf(form).touch(), draftOf(form).now(), true));
    if (key === "enter") return press("[data-submit]", form ?? document) || press("[data-submit]") || Boolean(form && press(".btn-primary[type=submit]", form));
    return false;
  }
  function alone(event) {
    const key = event.key;
    if (Date.now() - going < 1500) {
      going = 0;
      return GO[key] ? press(`.side a[data-go="${GO[key]}"]`) || goTo(GO[key]) : false;
    }
    switch (key) {
      case "?": return open("help"), true;
      case "/": return $("#search")?.focus(), true;
      case "g": return (going = Date.now()), true;
      case "j": return move(1);
      case "k": return move(-1);
      case "x": {
        const tick = $(".is-here .tick input");
        tick?.click();
        return Boolean(tick);
      }
      case "n": return press("[data-new],[data-key=n]");
      default: {
        if (!/^[a-z]$/i.test(key)) return false;
        const here = $(".is-here");
        return (here && press(`[data-key="${key.toLowerCase()}"]`, here)) || press(`main [data-key="${key.toLowerCase()}"]`);
      }
    }
  }
  // The menu may be folded away: its links are followed all the same.
  function goTo(section) {
    const link = $(`.side a[data-go="${section}"]`);
    if (link) location.assign(link.href);
    return Boolean(link);
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || composing(event)) return;
    // A search box would only empty itself.
    if (event.key === "Escape" && event.target.id === "palette-q") {
      event.preventDefault();
      return $("#palette").close();
    }
    if (event.key === "Escape") {
      const drop = $("details.drop[open]");
      drop?.removeAttribute("open");
      if (drop?.contains(document.activeElement)) $("summary", drop).focus();
      return;
    }
    if (event.target.id === "palette-q" || event.target.closest?.("#palette-list")) {
      if (paletteKey(event)) event.preventDefault();
      return;
    }
    const modal = $("dialog[open]");
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      if (!modal && withControl(event)) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || modal || keysOff() || typing(event.target)) return;
    if (alone(event)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("tr[data-opens-row], [data-row]");
    if (!row || row.classList.contains("is-here")) return;
    $$(".is-here", row.parentElement).forEach((other) => other.classList.remove("is-here"));
    row.classList.add("is-here");
  });

  function paletteKey(event) {
    const links = $$("#palette-list a");
    const now = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") return links[Math.min(now + 1, links.length - 1)]?.focus(), true;
    if (event.key === "ArrowUp") return (now > 0 ? links[now - 1] : $("#palette-q")).focus(), true;
    if (event.key === "Enter" && now < 0 && links.length > 0) return links[0].click(), true;
    return false;
  }

  const off = $("[data-keys-off]");
  if (off) {
    off.checked = keysOff();
    off.addEventListener("change", () => localStorage.setItem("keys", off.checked ? "off" : "on"));
  }
  countSelected();
})();
