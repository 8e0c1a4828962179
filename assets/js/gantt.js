// Dragging a block to another cell opens the page that says what would move; the form there does it.
(() => {
  const table = document.querySelector("table.gantt[data-moves]");
  if (!table) return;
  let task = "";
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
    table.querySelectorAll("td.gantt-over").forEach((other) => other.classList.remove("gantt-over"));
    cell.classList.add("gantt-over");
  });
  table.addEventListener("dragend", () => { task = ""; });
  table.addEventListener("drop", (event) => {
    const cell = event.target.closest("td[data-day]");
    if (!cell || !task) return;
    event.preventDefault();
    const asked = new URLSearchParams({ day: cell.dataset.day, centre: cell.dataset.centre });
    location.assign(`/tasks/${task}/move?${asked}`);
  });
})();
