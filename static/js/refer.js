// A half-typed referral survives a reload, a dead network and an expired sign-in: in this tab alone, sealed, for half an hour.
// The key stands on the page of the person who types and is kept nowhere on the device, so nobody else's sign-in reads it.
const NAME = "coop.refer";
const KEPT_FOR = 30 * 60 * 1000;
const form = document.querySelector("[data-draft-key]");
const utf8 = { to: new TextEncoder(), from: new TextDecoder() };
let over;
let turn = 0;

const drop = () => sessionStorage.removeItem(NAME);
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const key = form && crypto.subtle?.importKey("raw", fromBase64(form.dataset.draftKey), "AES-GCM", false, ["encrypt", "decrypt"]);

const typed = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");

async function keep() {
  const mine = ++turn;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const content = utf8.to.encode(JSON.stringify(typed()));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, content));
  if (mine !== turn) return; // something more was typed meanwhile
  sessionStorage.setItem(NAME, JSON.stringify({ at: Date.now(), iv: toBase64(iv), sealed: toBase64(sealed) }));
  clearTimeout(over);
  over = setTimeout(drop, KEPT_FOR);
}

async function kept() {
  const { at, iv, sealed } = JSON.parse(sessionStorage.getItem(NAME));
  if (Date.now() - at > KEPT_FOR) throw new Error("too old");
  const content = await crypto.subtle.decrypt({ name: "AES-GCM", iv: fromBase64(iv) }, await key, fromBase64(sealed));
  return JSON.parse(utf8.from.decode(content));
}

function fill(values) {
  for (const field of form.elements) {
    const said = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = said.includes(field.value);
    else if (said.length && field.name !== "csrfmiddlewaretoken") field.value = said[0];
  }
}

async function begin() {
  form.querySelector("[data-draft-note]").hidden = false;
  const back = form.querySelector("[data-draft-back]");
  if (sessionStorage.getItem(NAME) && !("draftTyped" in form.dataset)) {
    try {
      fill(await kept());
      back.hidden = false;
    } catch {
      drop(); // too old, or somebody else's
    }
  }
  form.addEventListener("input", keep);
  back.querySelector("button").addEventListener("click", () => {
    turn += 1;
    drop();
    form.reset();
    back.hidden = true;
  });
}

// It was passed on, or the learner does not agree: nothing of it stays. The address forgets it too, so that a reload keeps what follows.
if (document.querySelector("[data-draft-over]")) {
  drop();
  history.replaceState(null, "", location.pathname);
}
if (key) begin();
