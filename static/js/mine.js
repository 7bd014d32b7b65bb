// Hide the code from whoever looks over the shoulder; one more tap shows it.
const button = document.querySelector("[data-hide]");
const ticket = document.querySelector("[data-hidden-part]");
const note = document.querySelector("[data-hidden-note]");

button?.addEventListener("click", () => {
  const hidden = !ticket.hidden;
  ticket.hidden = hidden;
  note.hidden = !hidden;
  const word = button.querySelector("span");
  [word.textContent, button.dataset.hide] = [button.dataset.hide, word.textContent];
  button.setAttribute("aria-pressed", String(hidden));
});
