// A hand's strokes on a link: kept as the data of a path, in the units of the picture.
"use strict";
for (const pad of document.querySelectorAll("svg[data-pad]")) {
  const form = pad.closest("form");
  const kept = form.elements[pad.dataset.pad];
  const path = pad.querySelector("path");
  let strokes = "";
  let down = false;
  const show = () => { path.setAttribute("d", strokes); kept.value = strokes; };
  const place = (event) => {
    const box = pad.getBoundingClientRect();
    const x = Math.round((event.clientX - box.left) * 600 / box.width);
    const y = Math.round((event.clientY - box.top) * 200 / box.height);
    return `${x} ${y}`;
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    down = true;
    strokes += `M${place(event)}`;
    show();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!down || strokes.length > 39000) return;
    strokes += `L${place(event)}`;
    show();
  });
  for (const over of ["pointerup", "pointercancel"]) pad.addEventListener(over, () => { down = false; });
  form.querySelector("[data-pad-clear]")?.addEventListener("click", () => { strokes = ""; show(); });
}
