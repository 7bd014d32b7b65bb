// A signature drawn with a finger or a mouse, kept as path data in whole units of a field of 600 by 200.
// Without this script the typed name is the signature.
const box = document.querySelector("[data-sign]");
const kept = document.querySelector("input[name=strokes]");
const canvas = box?.querySelector("canvas");
const pen = canvas?.getContext("2d");
const LONGEST = 19000;
let drawing = false;

function place(event) {
  const frame = canvas.getBoundingClientRect();
  const x = Math.round(((event.clientX - frame.left) / frame.width) * 600);
  const y = Math.round(((event.clientY - frame.top) / frame.height) * 200);
  return [Math.min(Math.max(x, 0), 600), Math.min(Math.max(y, 0), 200)];
}

function draw() {
  pen.clearRect(0, 0, 600, 200);
  pen.strokeStyle = getComputedStyle(canvas).color;
  pen.lineWidth = 3;
  pen.lineCap = pen.lineJoin = "round";
  pen.stroke(new Path2D(kept.value));
}

if (box) {
  box.hidden = false;
  draw();
  canvas.addEventListener("pointerdown", (event) => {
    if (kept.value.length > LONGEST) return;
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = place(event);
    kept.value += `M${x} ${y}L${x} ${y}`;
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing || kept.value.length > LONGEST) return;
    const [x, y] = place(event);
    kept.value += `L${x} ${y}`;
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { drawing = false; });
  box.querySelector("[data-sign-again]").addEventListener("click", () => { kept.value = ""; draw(); });
}
