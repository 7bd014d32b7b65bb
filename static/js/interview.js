// Keep what is typed, three seconds after the last key and at the latest every ten. The form works without this.
const form = document.querySelector("[data-interview]");
const status = document.querySelector("[data-autosave] span");
const AFTER = 3000;
const AT_LATEST = 10000;
let timer = null;
let since = null;
let sending = false;
let dirty = false;

async function keep() {
  clearTimeout(timer);
  if (sending || !dirty) return;
  sending = true;
  dirty = false;
  since = null;
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: new FormData(form),
      headers: { "x-requested-with": "fetch" },
      redirect: "error",
    });
    const said = await answer.json();
    status.textContent = said.words;
    if (said.kept) form.elements.seen.value = said.seen;
    else dirty = true;
  } catch {
    dirty = true;
    status.textContent = form.dataset.lost;
  } finally {
    sending = false;
    if (dirty) later();
  }
}

function later() {
  since ??= Date.now();
  clearTimeout(timer);
  timer = setTimeout(keep, Math.max(0, Math.min(AFTER, since + AT_LATEST - Date.now())));
}

if (form && status) {
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      dirty = true;
      later();
    });
  }
  // Typed before this script ran, or put back by the browser after a crash.
  if ([...form.elements].some((field) => "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue)) {
    dirty = true;
    later();
  }
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
  });
}
