// Keep what is typed, three seconds after the last key and at the latest every ten. The form works without this.
// Out of reach of the server, what is typed is sealed and kept on this device (kept.js), and the page says so.
import { forget, keepHere, token } from "./kept.js";

const form = document.querySelector("[data-interview]");
const status = document.querySelector("[data-autosave] span");
const compare = document.querySelector("[data-compare]");
const AFTER = 3000;
const AT_LATEST = 10000;
let timer = null;
let since = null;
let sending = false;
let dirty = false;
let away = false;

function typed() {
  const entries = {};
  for (const [name, value] of new FormData(form)) {
    if (!["csrfmiddlewaretoken", "key", "device", "base", "turn"].includes(name)) (entries[name] ??= []).push(value);
  }
  return entries;
}

async function send() {
  const body = new FormData(form);
  body.delete("csrfmiddlewaretoken");
  const answer = await fetch(form.dataset.draft, {
    method: "POST",
    body,
    headers: { "x-csrftoken": token(), "x-requested-with": "fetch" },
    redirect: "error",
  });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function keep() {
  clearTimeout(timer);
  if (sending || !dirty) return;
  sending = true;
  dirty = false;
  since = null;
  const { device, base, turn } = form.elements;
  turn.value = Number(turn.value) + 1;
  const content = { device: device.value, base: Number(base.value), turn: Number(turn.value), typed: typed() };
  try {
    const said = await send();
    forget(form.dataset, device.value);
    away = false;
    status.textContent = said.words;
    compare.hidden = !said.others;
  } catch {
    away = true;
    dirty = true;
    status.textContent = (await keepHere(form.dataset, content)) ? form.dataset.here : form.dataset.lost;
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
  window.addEventListener("online", keep);
  form.addEventListener("submit", (event) => {
    if (away) {
      event.preventDefault(); // a page that does not come back would take the text with it
      keep();
      return;
    }
    clearTimeout(timer);
    dirty = false;
  });
}
