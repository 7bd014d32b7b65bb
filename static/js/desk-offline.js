// The desk without network: a code opens one sealed letter, or nothing. Nothing is sent from here but what left.

import { tell } from "./desk-merge.js";

const TRIES = 10;
const PAUSE = 15 * 60 * 1000;
const utf8 = (text) => new TextEncoder().encode(text);
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const base64 = (all) => btoa(String.fromCharCode(...all));
const two = (number) => String(number).padStart(2, "0");

const box = document.querySelector("[data-desk]");
const form = box.querySelector("form");
const field = form.elements.code;
const part = (name) => document.querySelector(`[data-${name}]`);
const names = JSON.parse(document.getElementById("names").textContent);
let claim = null;

// Slow on purpose: whoever stole this device would have to do it for each guess (pantry/offline_desk.py does the same).
async function placeAndKey(day, code) {
  const typed = await crypto.subtle.importKey("raw", utf8(code), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(day.salt), iterations: day.rounds };
  const slow = await crypto.subtle.importKey("raw", await crypto.subtle.deriveBits(how, typed, 256), "HKDF", false, ["deriveBits"]);
  const quick = { name: "HKDF", hash: "SHA-256", salt: bytes(day.device_salt), info: utf8("coop.desk.offline") };
  const both = new Uint8Array(await crypto.subtle.deriveBits(quick, slow, 384));
  return [base64(both.slice(0, 16)), both.slice(16)];
}

async function opened(day, code) {
  const [place, secret] = await placeAndKey(day, code);
  if (!day.letters[place]) return null;
  const letter = bytes(day.letters[place]);
  const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: letter.slice(0, 12), additionalData: utf8(day.device) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, letter.slice(12))));
}

function say(sentence) {
  part("problem").hidden = !sentence;
  part("problem").textContent = sentence;
  field.toggleAttribute("aria-invalid", Boolean(sentence));
  if (sentence) field.focus();
}

function show(found) {
  claim = found;
  part("claim").hidden = part("bar").hidden = !found;
  if (!found) return;
  for (const each of document.querySelectorAll("[data-number]")) each.textContent = two(found.number);
  part("chilled").hidden = !found.chilled;
  part("unpacked").hidden = found.packed;
  part("check").className = `check check-${found.colour}`;
  part("drawing").replaceChildren(part(`shape=${found.shape}`).content.cloneNode(true));
  part("word").textContent = found.word;
  part("name").textContent = `${names.colours[found.colour]}, ${names.shapes[found.shape]}`;
  part("ask").textContent = `“${found.word}”`;
  part("hand").focus();
}

async function paused() {
  const wrong = (await deskStore.lines()).filter((line) => line.wrong && Date.now() - line.handed_at < PAUSE);
  return wrong.length >= TRIES;
}

async function lookUp(day) {
  const code = field.value.toUpperCase().replace(/[^A-Z0-9]/g, "");
  if (await paused()) return say(box.dataset.paused);
  const found = code.length === 6 ? await opened(day, code) : null;
  if (!found) {
    await deskStore.keep({ key: crypto.randomUUID(), wrong: 1, device: day.device, handed_at: Date.now() });
    return say(box.dataset.unknown);
  }
  if (found.why) return say(box.dataset[found.why]);
  if (day.left.includes(found.number)) return say(box.dataset.already);
  show(found);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  say("");
  show(null);
  const day = await deskStore.day();
  if (!day) return state();
  form.setAttribute("aria-busy", "true");
  await lookUp(day).finally(() => form.removeAttribute("aria-busy"));
});

function next() {
  show(null);
  form.reset();
  field.focus();
  return state();
}

part("hand").addEventListener("click", async () => {
  const day = await deskStore.day();
  if (!day || !claim) return state();
  const { number, token } = claim;
  claim = null;
  await deskStore.keep({ key: crypto.randomUUID(), number, token, handed_at: Date.now() });
  await deskStore.keepDay({ ...day, left: [...day.left, number] });
  await next();
});
part("not-this").addEventListener("click", async () => {
  await next();
  say(box.dataset.wrongWord);
});

async function takeBack(line) {
  const day = await deskStore.day();
  await deskStore.drop(line.key);
  if (day) await deskStore.keepDay({ ...day, left: day.left.filter((number) => number !== line.number) });
  await state();
}

function row(line, why) {
  const item = part("row").content.cloneNode(true).firstElementChild;
  item.querySelector(".qty").textContent = two(line.number);
  item.querySelector("[data-at]").textContent = new Date(line.handed_at).toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
  });
  item.querySelector("[data-why]").textContent = why ?? "";
  item.querySelector("[data-why]").hidden = !why;
  const undo = item.querySelector("button");
  undo.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` ${two(line.number)}` }));
  undo.addEventListener("click", () => takeBack(line));
  return item;
}

let refused = new Map();
async function state() {
  const day = await deskStore.day();
  box.hidden = !day;
  part("none").hidden = Boolean(day);
  part("without").hidden = !day?.without.length;
  part("numbers").textContent = day?.without.map(two).join(", ") ?? "";
  const lines = (await deskStore.lines()).filter((line) => !line.wrong).reverse();
  part("waiting").hidden = !lines.length;
  part("count").textContent = lines.length;
  part("rows").replaceChildren(...lines.map((line) => row(line, refused.get(line.key))));
  return lines;
}

async function send() {
  const told = await tell(box.dataset);
  refused = told.refused;
  const lines = await state();
  part("told").hidden = false;
  part("told").textContent = box.dataset[told.why] ?? (told.conflicts.length ? box.dataset.conflict : box.dataset.merged);
  if (!told.why && !told.conflicts.length && !lines.length) window.location.assign(box.dataset.page);
}

part("send").addEventListener("click", send);
window.addEventListener("online", send);
setInterval(() => deskStore.day().then((day) => day || box.hidden || state()), 60_000);
state().then(() => !box.hidden && field.focus());
