// The line grid. The table of inputs is a plain form; this adds travel by keys, rows, paste from a
// spreadsheet, product search and running totals. A keystroke touches one row and one sum, whatever
// the number of rows. Amounts are integers throughout; the server computes them again and decides.
"use strict";
(() => {
  const SCALE = 1000000n; // quantities and unit prices are exact to a millionth
  const TYPED = ["text", "number", "date", "choice", "product"];
  const WIDTHS = { no: 3, 2: 3, 3: 4, 4: 5, 6: 6.5, 8: 8, 10: 9.5, 14: 13, 20: 18 }; // as in app.css
  const composing = (event) => event.isComposing || event.keyCode === 229;

  // --- Exact numbers -----------------------------------------------------------------------------------

  // `1,234.5` and full-width digits as people and spreadsheets write them; null where it is no number.
  function plain(text) {
    const narrow = text.normalize("NFKC").trim().replace(/^(NT\$|US\$|RMB|[¥$€])\s*/i, "");
    const joined = /^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(narrow) ? narrow.replaceAll(",", "") : narrow;
    return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(joined) ? joined : null;
  }
  function millionths(text) {
    const number = plain(text);
    if (number === null) return null;
    const [whole, part = ""] = number.replace(/^[-+]/, "").split(".");
    if (part.length > 6 && /[1-9]/.test(part.slice(6))) return null;
    const size = BigInt(whole || "0") * SCALE + BigInt(part.slice(0, 6).padEnd(6, "0"));
    return number.startsWith("-") ? -size : size;
  }
  function halfUp(above, below) {
    const size = above < 0n ? -above : above;
    const rounded = (size * 2n + below) / (below * 2n);
    return above < 0n ? -rounded : rounded;
  }
  function grouped(minor, decimals) {
    const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
    return (minor < 0n ? "-" : "") + whole + (decimals ? `.${digits.slice(-decimals)}` : "");
  }
  // `2026/12/5`, `12-05`, `1205`, `2026年12月5日` become `2026-12-05`; null where it is no day.
  function day(text) {
    const narrow = text.normalize("NFKC").trim().replace(/[年月./]/g, "-").replace(/日$/, "");
    let parts = /^(\d{4})-?(\d{1,2})-?(\d{1,2})$/.exec(narrow)?.slice(1);
    if (!parts) {
      const short = /^(\d{1,2})-(\d{1,2})$/.exec(narrow)?.slice(1) ?? /^(\d{2})(\d{2})$/.exec(narrow)?.slice(1);
      if (!short) return null;
      // The year that puts it nearest ahead: in December, 1/15 is next year's.
      const now = new Date();
      const past = Number(short[0]) < now.getMonth() + 1 - 5;
      parts = [now.getFullYear() + (past ? 1 : 0), ...short];
    }
    const [year, month, date] = parts.map(Number);
    const real = new Date(Date.UTC(year, month - 1, date));
    if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== date) return null;
    return `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
  }
  // What a spreadsheet puts on the clipboard: tabs, line ends, and quotes around cells that hold either.
  function block(text) {
    const rows = [[]];
    let cell = "";
    let quoted = false;
    const put = () => {
      rows.at(-1).push(cell);
      cell = "";
    };
    for (let place = 0; place < text.length; place += 1) {
      const letter = text[place];
      if (quoted) {
        if (letter !== '"') cell += letter;
        else if (text[place + 1] === '"') cell += text[(place += 1)];
        else quoted = false;
      } else if (letter === '"' && cell === "" && closes(text, place)) quoted = true;
      else if (letter === "\t") put();
      else if (letter === "\n") {
        put();
        rows.push([]);
      } else if (letter !== "\r") cell += letter;
    }
    put();
    while (rows.length > 1 && rows.at(-1).every((one) => one === "")) rows.pop();
    return rows;
  }
  // A lone inch mark at the start of a cell is text, not an opening quote.
  function closes(text, from) {
    for (let place = from + 1; place < text.length; place += 1) {
      if (text[place] !== '"') continue;
      if (text[place + 1] === '"') place += 1;
      else return place + 1 === text.length || "\t\r\n".includes(text[place + 1]);
    }
    return false;
  }

  // The rows of a long order that came as text. A page put together by a script has them as rows already.
  function restOf(root, body) {
    const kept = root.querySelector("[data-grid-rest]");
    if (!kept) return [];
    body.append(...kept.querySelectorAll("tbody tr"));
    const text = kept.firstElementChild ? "" : kept.textContent;
    kept.remove();
    return text.split("<tr").slice(1).map((row) => `<tr${row.slice(0, row.lastIndexOf("</tr>"))}</tr>`);
  }

  // --- One grid ------------------------------------------------------------------------------------------
  function start(root) {
    if (root.dataset.started !== undefined) return;
    root.dataset.started = "";
    const says = root.dataset;
    const form = root.closest("form");
    const body = root.querySelector("tbody");
    const seed = root.querySelector("template[data-grid-row]").content.firstElementChild;
    const note = root.querySelector("[data-grid-note]");
    const total = root.querySelector("[data-total]");
    const decimals = Number(says.decimals);
    const rowsMax = Number(says.rowsMax);
    const columns = [...root.querySelectorAll("thead th[data-key]")].map((head, place) => ({
      key: head.dataset.key, kind: head.dataset.kind, label: head.textContent.trim(), place,
    }));
    const typed = columns.filter((column) => TYPED.includes(column.kind));
    const priced = new Set(["qty", "price", "discount", "price_base"]);
    const amounts = new WeakMap();
    let sum = 0n;

    // Rows become boxes of their own, so that only those in view are laid out; roles keep it a table.
    const widths = [...root.querySelectorAll("col")].map((col) => WIDTHS[col.className.replace("grid-w-", "")] ?? 5);
    root.style.setProperty("--cols", widths.map((wide, place) => (place === 0 ? `${wide}rem` : `minmax(${wide}rem, ${wide}fr)`)).join(" "));
    root.style.setProperty("--wide", `${widths.reduce((all, wide) => all + wide, 0)}rem`);
    root.querySelector("table").setAttribute("role", "table");
    for (const group of root.querySelectorAll("thead, tbody")) group.setAttribute("role", "rowgroup");
    for (const head of root.querySelectorAll("thead th")) head.setAttribute("role", "columnheader");
    const describe = (row) => {
      row.setAttribute("role", "row");
      for (const cell of row.cells) cell.setAttribute("role", cell.cellIndex === 0 ? "rowheader" : "cell");
    };
    describe(seed);
    const rest = restOf(root, body);
    root.querySelector("thead tr").setAttribute("role", "row");
    for (const row of body.rows) describe(row);
    root.classList.add("is-live");

    const input = (row, column) => row.cells[column.place + 1]?.firstElementChild;
    const columnBy = new Map(columns.map((column) => [column.key, column]));
    const hiddenBy = (row, key) => [...row.cells[0].children].find((one) => one.dataset.key === key);
    const byKey = (row, key) => (columnBy.has(key) ? input(row, columnBy.get(key)) : hiddenBy(row, key));
    const amountAt = columns.find((column) => column.kind === "amount");
    const rowOf = (element) => element.closest("tbody tr");
    const columnOf = (element) => columns[element.closest("td")?.cellIndex - 1];
    const tell = (text) => note && (note.textContent = text);
    const counted = (word, number) => says[word].replace("#", number);

    // --- Sums ----
    function amountOf(row) {
      const quantity = millionths(byKey(row, "qty")?.value ?? "");
      const price = millionths(byKey(row, "price")?.value ?? "");
      if (quantity === null || price === null) return null;
      const off = millionths((byKey(row, "discount")?.value ?? "").replace("%", "")) ?? 0n;
      const base = plain(byKey(row, "price_base")?.value ?? "");
      const per = base && /^\d+$/.test(base) && base !== "0" ? BigInt(base) : 1n;
      const above = quantity * price * (100n * SCALE - off) * 10n ** BigInt(decimals);
      return halfUp(above, SCALE * SCALE * 100n * SCALE * per);
    }
    function reckon(row) {
      const amount = amountOf(row);
      sum += (amount ?? 0n) - (amounts.get(row) ?? 0n);
      amounts.set(row, amount ?? 0n);
      if (amountAt) input(row, amountAt).textContent = amount === null ? "" : grouped(amount, decimals);
    }
    const showSum = () => total && rest.length === 0 && (total.textContent = grouped(sum, decimals));
    function reckonAll() {
      sum = 0n;
      for (const row of body.rows) {
        amounts.set(row, 0n);
        reckon(row);
      }
      showSum();
    }

    // --- Rows ----
    // What is sent is put in order by its names: a twin of row 7 is 7.99999, the next one 7.99998, before it.
    let nextName = body.rows.length + rest.length;

    const nameOf = (row) => row.querySelector("[name]").name.slice(says.grid.length + 1).split("]")[0];
    function rename(row, twinOf) {
      const name = twinOf === undefined ? nextName : `${twinOf}.${99999 - nextName}`;
      nextName += 1;
      for (const element of row.querySelectorAll("[name]")) {
        element.name = `${says.grid}[${name}]${element.name.slice(element.name.indexOf("[", says.grid.length + 1))}`;
      }
    }
    function renumber(from) {
      for (let place = from; place < body.rows.length; place += 1) {
        const number = body.rows[place].cells[0].firstElementChild.firstChild;
        if (number.data !== String(place + 1)) number.data = place + 1;
      }
    }
    // The number that is heard follows when the row is entered.
    function relabel(row) {
      const number = row.sectionRowIndex + 1;
      for (const column of typed) input(row, column).setAttribute("aria-label", `${column.label} ${number}`);
    }
    // The next rows of the text; each is as good as one that stood there from the beginning.
    function bring(count) {
      const part = document.createElement("template");
      part.innerHTML = rest.splice(0, count).join("");
      const rows = [...part.content.children];
      rows.forEach(describe);
      body.append(...rows);
      rows.forEach(reckon);
      if (rest.length > 0) return;
      root.querySelector("[data-rows-shown]")?.remove();
      showSum();
    }
    // Whoever needs all rows has them now; else they come while nobody types, at most a moment at a time.
    const whole = () => rest.length > 0 && bring(rest.length);
    const idle = window.requestIdleCallback ?? ((then) => setTimeout(() => then({ timeRemaining: () => 0 }), 16));
    function bringSoon() {
      if (rest.length === 0) return;
      idle((time) => {
        do bring(16); while (rest.length > 0 && time.timeRemaining() > 8);
        bringSoon();
      }, { timeout: 150 });
    }
    form?.addEventListener("formdata", (event) => {
      const first = body.rows.length;
      whole();
      for (const row of [...body.rows].slice(first)) {
        for (const one of row.querySelectorAll("[name]")) event.formData.append(one.name, one.value);
      }
      if (body.rows.length > first) event.formData.delete("rows_shown");
    });
    function addRows(count) {
      whole();
      const room = Math.min(count, rowsMax - body.rows.length);
      if (room < count) tell(counted("wordFull", rowsMax));
      const fresh = document.createDocumentFragment();
      const first = body.rows.length;
      for (let place = 0; place < room; place += 1) {
        const row = seed.cloneNode(true);
        rename(row);
        fresh.append(row);
      }
      body.append(fresh);
      renumber(first);
      return room;
    }
    function go(rowPlace, column) {
      if (!column) return false;
      if (rowPlace >= body.rows.length) whole();
      if (rowPlace >= body.rows.length && !addRows(1)) return false;
      const target = body.rows[rowPlace] && input(body.rows[rowPlace], column);
      if (!target) return false;
      target.focus();
      target.select?.();
      return true;
    }

    // --- Values ----
    function mark(element, bad) {
      if (bad) {
        element.setAttribute("aria-invalid", "true");
        element.title = bad;
        element.dataset.note = bad;
      } else if (element.hasAttribute("aria-invalid")) {
        element.removeAttribute("aria-invalid");
        element.removeAttribute("title");
        delete element.dataset.note;
      }
    }
    // Puts a value as it would be typed, tidied where it can be read, kept as it is and marked where not.
    function put(element, column, text) {
      const value = text.replace(/\s+/g, " ").trim();
      if (column.kind === "choice") {
        const choice = [...element.options].find((one) => one.value === value || one.text.trim() === value);
        element.value = choice ? choice.value : "";
        mark(element, choice || value === "" ? "" : `${says.wordChoice} ${value}`);
      } else {
        element.value = value;
        tidy(element, column);
      }
      return element.getAttribute("aria-invalid") === "true";
    }
    function tidy(element, column) {
      const value = element.value.trim();
      if (value !== "" && (column.kind === "number" || column.kind === "date")) {
        const read = column.kind === "number" ? plain(value.replace(/%$/, "")) : day(value);
        if (read !== null) element.value = read;
        mark(element, read === null ? says[column.kind === "number" ? "wordNumber" : "wordDate"] : "");
      } else mark(element, "");
      delete element.dataset.doubt;
    }

    // --- Taking back ----
    const past = [];
    const undoButton = root.querySelector("[data-grid-do=undo]");
    let typedSince = false;

    function remember(back) {
      past.push(back);
      if (past.length > 50) past.shift();
      typedSince = false;
      if (undoButton) undoButton.disabled = false;
    }
    function undo() {
      const back = past.pop();
      if (!back) return false;
      back();
      if (undoButton) undoButton.disabled = past.length === 0;
      tell(says.wordUndone);
      announce();
      return true;
    }
    // What was in some cells and how many rows there were, to be put back at once.
    function before(cells) {
      whole();
      const count = body.rows.length;
      const was = cells.map((element) => [element, element.value, element.dataset.note ?? "", element.hasAttribute("aria-invalid")]);
      return () => {
        while (body.rows.length > count) body.rows[body.rows.length - 1].remove();
        for (const [element, value, said, bad] of was) {
          element.value = value;
          mark(element, bad ? said : "");
        }
        reckonAll();
        body.rows[0] && (was[0]?.[0].isConnected ? was[0][0] : input(body.rows[0], typed[0])).focus();
      };
    }
    // Many cells changed at once: one event for the form's guard and draft, one check.
    function announce() {
      (body.querySelector("input") ?? root).dispatchEvent(new Event("input", { bubbles: true }));
      checkSoon();
    }

    // --- Paste ----
    function pasteBlock(rows, row, column) {
      whole();
      const byLabel = (words) => words.map((word) => columns.find((one) => one.label === word.trim() || one.key === word.trim()));
      const heads = byLabel(rows[0]);
      const headed = heads.filter(Boolean).length >= Math.max(2, rows[0].filter((word) => word.trim()).length / 2);
      const from = typed.indexOf(column);
      const targets = headed ? heads : rows.reduce((most, one) => (one.length > most.length ? one : most), []).map((_, place) => typed[from + place]);
      const lines = headed ? rows.slice(1) : rows;
      const first = row.sectionRowIndex;
      const count = body.rows.length;
      const missing = first + lines.length - count;
      const touched = [];
      for (let place = first; place < Math.min(count, first + lines.length); place += 1) {
        for (const target of targets) if (target && TYPED.includes(target.kind)) touched.push(input(body.rows[place], target));
        touched.push(...body.rows[place].querySelectorAll("input[type=hidden]"));
      }
      remember(before(touched));
      tell("");
      if (missing > 0) addRows(missing);
      let bad = 0;
      let over = 0;
      let done = 0;
      lines.forEach((cells, place) => {
        const target = body.rows[first + place];
        if (!target) {
          over += cells.filter((text) => text !== "").length;
          return;
        }
        cells.forEach((text, cell) => {
          const into = targets[cell];
          if (into && TYPED.includes(into.kind)) {
            if (into.kind === "product") forget(target);
            bad += put(input(target, into), into, text) ? 1 : 0;
          } else if (text.trim() !== "" && into?.kind !== "amount") over += 1;
        });
        reckon(target);
        done += 1;
      });
      showSum();
      const parts = [counted("wordPasted", done)];
      if (bad) parts.push(counted("wordBad", bad));
      if (over) parts.push(counted("wordOver", over));
      tell(parts.join(" · "));
      announce();
    }
    // Another number stands for another product: what was known of the old one goes.
    function forget(row) {
      for (const key of ["product", "price_base"]) {
        const hidden = row.querySelector(`input[type=hidden][data-key="${key}"]`);
        if (hidden) hidden.value = "";
      }
    }

    // --- Tools ----
    const tools = {
      add() {
        const first = body.rows.length;
        if (addRows(10)) go(first, typed[0]);
      },
      copy(row) {
        if (body.rows.length >= rowsMax) return tell(counted("wordFull", rowsMax));
        const twin = row.cloneNode(true);
        twin.classList.remove("is-here");
        const cells = twin.querySelectorAll("input,select");
        row.querySelectorAll("input,select").forEach((one, place) => (cells[place].value = one.value));
        const id = twin.querySelector("input[type=hidden][data-key=id]");
        if (id) id.value = "";
        twin.querySelectorAll("[id]").forEach((one) => one.removeAttribute("id"));
        rename(twin, nameOf(row));
        row.after(twin);
        renumber(twin.sectionRowIndex);
        reckon(twin);
        showSum();
        remember(() => {
          drop(twin);
          row.isConnected && input(row, typed[0]).focus();
        });
        go(twin.sectionRowIndex, typed[0]);
        announce();
      },
      delete(row) {
        const place = row.sectionRowIndex;
        const alone = body.rows.length === 1;
        if (alone) addRows(1);
        drop(row);
        remember(() => {
          body.insertBefore(row, body.rows[place] ?? null);
          renumber(place);
          reckon(row);
          showSum();
          input(row, typed[0]).focus();
        });
        tell(counted("wordDeleted", place + 1));
        go(Math.min(place, body.rows.length - 1), typed[0]);
        announce();
      },
      // Everything below, down to the last row that is in use.
      fill(row, column) {
        let last = row.sectionRowIndex;
        for (let place = body.rows.length - 1; place > last; place -= 1) {
          if (typed.some((one) => one.kind !== "choice" && input(body.rows[place], one).value !== "")) {
            last = place;
            break;
          }
        }
        if (last === row.sectionRowIndex) return tell(says.wordNothingBelow);
        copyDown(row, column, [...body.rows].slice(row.sectionRowIndex + 1, last + 1));
      },
      undo,
    };
    function copyDown(row, column, below) {
      if (below.length === 0) return;
      remember(before(below.flatMap((one) => [input(one, column), ...one.querySelectorAll("input[type=hidden]")])));
      const value = input(row, column).value;
      for (const one of below) {
        if (column.kind === "product") forget(one);
        put(input(one, column), column, value);
        reckon(one);
      }
      showSum();
      announce();
    }
    function drop(row) {
      const place = row.sectionRowIndex;
      sum -= amounts.get(row) ?? 0n;
      amounts.set(row, 0n);
      row.remove();
      renumber(place);
      showSum();
    }

    // --- Product search ----
    const finder = document.createElement("ul");
    finder.className = "finder";
    finder.id = `finder-${says.grid}`;
    finder.setAttribute("role", "listbox");
    finder.hidden = true;
    root.append(finder);
    let found = [];
    let chosen = -1;
    let asked = 0;
    let waiting = 0;

    function closeFinder() {
      clearTimeout(waiting);
      asked += 1;
      finder.hidden = true;
      const open = body.querySelector("[aria-expanded=true]");
      open?.setAttribute("aria-expanded", "false");
      open?.removeAttribute("aria-activedescendant");
    }
    function choose(place) {
      chosen = place;
      [...finder.children].forEach((one, at) => one.setAttribute("aria-selected", at === place));
      finder.children[place]?.scrollIntoView({ block: "nearest" });
      document.activeElement.setAttribute("aria-activedescendant", `${finder.id}-${place}`);
    }
    function searchSoon(element) {
      clearTimeout(waiting);
      if (element.value.trim() === "") return closeFinder();
      waiting = setTimeout(() => searchFor(element), 120);
    }
    async function searchFor(element) {
      const mine = (asked += 1);
      const address = new URL(says.search, location.href);
      address.searchParams.set("q", element.value.trim());
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        const products = answer.ok ? await answer.json() : [];
        if (mine === asked && document.activeElement === element) showFound(element, products);
      } catch {
        closeFinder();
      }
    }
    function showFound(element, products) {
      found = products.slice(0, 50);
      finder.replaceChildren(...found.map((product, place) => {
        const line = document.createElement("li");
        line.id = `${finder.id}-${place}`;
        line.setAttribute("role", "option");
        const sku = document.createElement("span");
        const name = document.createElement("span");
        const price = document.createElement("small");
        sku.textContent = product.sku;
        name.textContent = [product.name, product.spec].filter(Boolean).join(" · ");
        price.textContent = [product.price, product.unit].filter(Boolean).join(" / ");
        line.append(sku, name, price);
        return line;
      }));
      if (found.length === 0) {
        const none = document.createElement("li");
        none.textContent = says.wordNone;
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        finder.append(none);
      }
      finder.hidden = false;
      const box = element.getBoundingClientRect();
      const below = innerHeight - box.bottom;
      const tall = Math.min(finder.scrollHeight + 8, 288);
      finder.style.left = `${Math.max(8, Math.min(box.left, innerWidth - finder.offsetWidth - 8))}px`;
      finder.style.top = `${below > tall || below > box.top ? box.bottom + 2 : box.top - tall - 2}px`;
      for (const [name, value] of [["role", "combobox"], ["aria-expanded", "true"], ["aria-controls", finder.id], ["aria-autocomplete", "list"]]) {
        element.setAttribute(name, value);
      }
      if (found.length > 0) choose(0);
    }
    function take(product) {
      const element = document.activeElement;
      const row = rowOf(element);
      if (!row || !product) return;
      const cells = [...row.querySelectorAll("input,select")];
      remember(before(cells));
      for (const [key, value] of Object.entries(product)) {
        const into = byKey(row, key === "id" ? "product" : key);
        if (!into || value === null || value === undefined) continue;
        const column = columns.find((one) => one.key === key);
        if (column && TYPED.includes(column.kind)) {
          put(into, column, String(value));
          into.dataset.filled = into.value;
        } else into.value = String(value);
      }
      closeFinder();
      reckon(row);
      showSum();
      const next = typed.find((one) => one.key === "qty") ?? typed[typed.indexOf(columnOf(element)) + 1];
      go(row.sectionRowIndex, next);
      announce();
    }
    finder.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const line = event.target.closest("[role=option]");
      if (line) take(found[[...finder.children].indexOf(line)]);
    });

    // --- The server's view ----
    let checking = null;
    let checkTimer = 0;

    function checkSoon() {
      if (!says.checkUrl || !form) return;
      clearTimeout(checkTimer);
      checkTimer = setTimeout(check, 700);
    }
    async function check() {
      const place = document.getElementById("checks");
      if (!place) return;
      checking?.abort();
      checking = new AbortController();
      try {
        const content = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
        const answer = await fetch(says.checkUrl, { method: "POST", body: content, credentials: "same-origin", signal: checking.signal, headers: { Accept: "text/html", "HX-Request": "true" } });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        place.replaceChildren(...(page.getElementById("checks") ?? page.body).childNodes);
        window.htmx?.process(place);
        heed(place);
      } catch {
        // Left, or offline: the checks stand as they were, and saving asks again.
      }
    }
    // The head counts too: a customer brings his prices.
    form?.addEventListener("change", (event) => body.contains(event.target) || checkSoon());
    checkSoon();
    // What the checks say of single cells is marked there, and taken away when they no longer say it.
    function heed(place) {
      whole();
      for (const old of body.querySelectorAll("[data-checked]")) {
        delete old.dataset.checked;
        mark(old, "");
      }
      for (const one of place.querySelectorAll("[data-cell]")) {
        const [, place, key] = /^[^[]+\[(\d+)\]\[(\w+)\]$/.exec(one.dataset.cell) ?? [];
        const inside = key !== undefined;
        const element = inside ? body.rows[place] && byKey(body.rows[place], key) : form.elements.namedItem(one.dataset.cell);
        if (!(element instanceof HTMLElement)) continue;
        const { fill, over, suggest, last } = one.dataset;
        if (last !== undefined) {
          element.dataset.last = last;
          element.title ||= last;
          continue;
        }
        if (fill !== undefined || suggest !== undefined) {
          // Empty, or still holding what was filled in before: nothing that somebody typed is written over.
          const untouched = element.value === element.dataset.filled || (fill !== undefined && (element.value === "" || element.value === over));
          if (untouched) element.dataset.filled = element.value = fill ?? suggest;
          if (inside && priced.has(element.dataset.key)) reckon(rowOf(element));
        } else if (!element.hasAttribute("aria-invalid")) {
          element.dataset.checked = "";
          mark(element, one.textContent.trim());
        }
      }
      showSum();
    }

    // --- Events ----
    body.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      typedSince = true;
      const element = event.target;
      const column = columnOf(element);
      if (!column) return;
      if (column.kind === "product") {
        forget(rowOf(element));
        if (!composing(event)) searchSoon(element);
      }
      if (priced.has(column.key)) {
        reckon(rowOf(element));
        showSum();
      }
      checkSoon();
    });
    body.addEventListener("compositionend", (event) => columnOf(event.target)?.kind === "product" && searchSoon(event.target));
    body.addEventListener("change", (event) => {
      const column = columnOf(event.target);
      if (!column || column.kind === "choice") return;
      tidy(event.target, column);
      if (priced.has(column.key)) {
        reckon(rowOf(event.target));
        showSum();
      }
    });
    body.addEventListener("focusin", (event) => {
      const row = rowOf(event.target);
      if (event.target.matches("input")) event.target.autocomplete = "off";
      if (row && !row.classList.contains("is-here")) {
        body.querySelector(".is-here")?.classList.remove("is-here");
        row.classList.add("is-here");
        relabel(row);
      }
      const said = event.target.dataset.note ?? event.target.dataset.last;
      if (said) tell(said);
      if (event.target.dataset.source) document.dispatchEvent(new CustomEvent("source:show", { detail: event.target.dataset.source }));
    });
    body.addEventListener("focusout", (event) => columnOf(event.target)?.kind === "product" && closeFinder());
    body.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const column = columnOf(event.target);
      if (!column || !/[\t\n]/.test(text.trimEnd())) return;
      event.preventDefault();
      closeFinder();
      pasteBlock(block(text), rowOf(event.target), column);
    });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-grid-do]");
      if (!button) return;
      event.preventDefault();
      const here = body.querySelector(".is-here") ?? body.rows[0];
      const column = typed.find((one) => one.place === lastColumn) ?? typed[0];
      whole();
      tools[button.dataset.gridDo](here, column);
    });
    let lastColumn = 0;
    body.addEventListener("focusin", (event) => {
      const column = columnOf(event.target);
      if (column) lastColumn = column.place;
    });
    body.addEventListener("keydown", (event) => {
      if (composing(event)) return;
      const element = event.target;
      const row = rowOf(element);
      const column = columnOf(element);
      if (!row || !column) return;
      if (!finder.hidden && finderKey(event)) return event.preventDefault();
      if (travel(event, element, row, column)) event.preventDefault();
    });
    function finderKey(event) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (found.length > 0) choose((chosen + step + found.length) % found.length);
        return true;
      }
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && found[chosen]) return take(found[chosen]), true;
      if (event.key === "Escape") return closeFinder(), true;
      return false;
    }
    function travel(event, element, row, column) {
      const place = row.sectionRowIndex;
      const control = event.ctrlKey || event.metaKey;
      if (control && !event.shiftKey && event.key.toLowerCase() === "z") return !typedSince && undo();
      if (control && !event.shiftKey && event.key.toLowerCase() === "d") {
        if (place > 0) copyDown(body.rows[place - 1], column, [row]);
        return true;
      }
      if (control || event.altKey) return false;
      if (event.key === "Enter") {
        if (element.dataset.doubt !== undefined) confirmDoubt(element, row, column);
        return go(event.shiftKey ? Math.max(0, place - 1) : place + 1, column), true;
      }
      if (element.matches("select")) return false;
      if (event.key === "ArrowDown" && place + 1 === body.rows.length) whole();
      if (event.key === "ArrowDown") return place + 1 < body.rows.length && go(place + 1, column);
      if (event.key === "ArrowUp") return place > 0 && go(place - 1, column);
      const whole = element.selectionStart === 0 && element.selectionEnd === element.value.length;
      if (event.key === "ArrowRight" && !event.shiftKey && (whole || element.selectionStart === element.value.length)) return go(place, typed[typed.indexOf(column) + 1]);
      if (event.key === "ArrowLeft" && !event.shiftKey && (whole || element.selectionEnd === 0)) return go(place, typed[typed.indexOf(column) - 1]);
      return false;
    }
    // Somebody has looked at what was read from the document and finds it right.
    function confirmDoubt(element, row, column) {
      delete element.dataset.doubt;
      delete element.dataset.note;
      element.removeAttribute("title");
      const kept = row.querySelector("input[type=hidden][data-key=confirmed]");
      if (kept) kept.value = [...new Set([...kept.value.split(","), column.key])].filter(Boolean).join(",");
      announce();
    }

    reckonAll();
    bringSoon();
  }

  const startAll = () => document.querySelectorAll("[data-grid]").forEach(start);
  startAll();
  document.addEventListener("htmx:after:swap", startAll);
})();
