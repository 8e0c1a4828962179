// A block held over another cell says at once whose days would move; dropped there, it opens the page whose form does it.
(() => {
  const table = document.querySelector("table.gantt[data-moves]");
  const said = document.getElementById("gantt-effect");
  if (!table) return;
  const first = said?.textContent ?? "";
  let task = "", over = null, asking = 0;
  const address = (cell) => `/tasks/${task}/move?${new URLSearchParams({ day: cell.dataset.day, centre: cell.dataset.centre })}`;
  const tell = async (cell) => {
    const page = await fetch(address(cell), { headers: { accept: "text/html" } });
    const effect = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("effect");
    if (cell !== over || !said || !effect) return;
    effect.removeAttribute("id");
    said.replaceChildren(cell.dataset.day, effect);
  };
  const leave = () => {
    clearTimeout(asking);
    over?.classList.remove("gantt-over");
    over = null;
  };
  table.addEventListener("dragstart", (event) => {
    const block = event.target.closest("[data-task]");
    if (!block) return;
    task = block.dataset.task;
    event.dataTransfer.setData("text/plain", task);
    event.dataTransfer.effectAllowed = "move";
  });
  table.addEventListener("dragover", (event) => {
    const cell = event.target.closest("td[data-day]");
    if (!cell || !task) return;
    event.preventDefault();
    if (cell === over) return;
    leave();
    over = cell;
    cell.classList.add("gantt-over");
    asking = setTimeout(() => tell(cell).catch(() => {}), 150);
  });
  table.addEventListener("dragend", () => {
    leave();
    task = "";
    if (said) said.textContent = first;
  });
  table.addEventListener("drop", (event) => {
    const cell = event.target.closest("td[data-day]");
    if (!cell || !task) return;
    event.preventDefault();
    location.assign(address(cell));
  });
})();
