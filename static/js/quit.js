// Leave quickly: the button, or Escape three times within two seconds. The page does not stay in the history.
const quit = document.querySelector("[data-quit]");
const elsewhere = quit ? quit.href : "/";
let presses = [];

function leave(event) {
  event?.preventDefault();
  document.body.hidden = true;
  window.location.replace(elsewhere);
}

quit?.addEventListener("click", leave);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const now = Date.now();
  presses = [...presses.filter((at) => now - at < 2000), now];
  if (presses.length >= 3) leave();
});
