// Keep the note as it is typed: two seconds after the last key, and when the page is left. The form works without this.
const form = document.querySelector("[data-note]");
const status = document.querySelector("[data-autosave] span");
const AFTER = 2000;
let timer = null;
let sending = false;
let dirty = false;

async function keep() {
  clearTimeout(timer);
  if (sending || !dirty) return;
  sending = true;
  dirty = false;
  try {
    const answer = await fetch(form.dataset.note, { method: "POST", body: new FormData(form), redirect: "error" });
    const said = await answer.json();
    status.textContent = said.words;
    if (answer.ok) form.elements.version.value = said.version;
  } catch {
    dirty = true;
    status.textContent = form.dataset.lost;
  } finally {
    sending = false;
    if (dirty) later();
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(keep, AFTER);
}

if (form && status) {
  form.addEventListener("input", () => {
    dirty = true;
    later();
  });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  window.addEventListener("online", keep);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
  });
}
