// What is typed while the server is out of reach stays on this device, sealed: only the server opens it again.
// A letter is sealed to the public half of the interview's box (coop/vault/box.py), kept under its writer's mark, and sent the next
// time that person opens a page here. Somebody else's sign-in finds a letter that it can neither read nor send.

const PREFIX = "coop.kept";
const KEPT_FOR = 90 * 24 * 3600 * 1000;
const P256 = { name: "ECDH", namedCurve: "P-256" };
const utf8 = (text) => new TextEncoder().encode(text);

function join(...parts) {
  const all = parts.map((part) => new Uint8Array(part));
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  all.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

// The key that could open the letter again is made here, used once, and forgotten.
async function seal(box, context, content) {
  const subtle = crypto.subtle;
  const theirs = fromBase64(box);
  const own = await subtle.generateKey(P256, false, ["deriveBits"]);
  const box_key = await subtle.importKey("raw", theirs, P256, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: box_key }, own.privateKey, 256);
  const sender = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const material = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: join(sender, theirs), info: utf8(`coop.box:${context}`) };
  const key = await subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, utf8(JSON.stringify(content)));
  return toBase64(join([1], sender, nonce, sealed));
}

const nameOf = ({ owner, interview }, device) => [PREFIX, owner, interview, device].join(":");

// True when the letter is on this device. `place` says whose it is, of which interview, and the public half of its box.
export async function keepHere(place, content) {
  try {
    const letter = await seal(place.box, `interview:${place.interview}:${place.owner}`, content);
    localStorage.setItem(nameOf(place, content.device), JSON.stringify({ letter, at: Date.now() }));
    return true;
  } catch {
    return false; // no cryptography without https, no room, or storage switched off
  }
}

export function forget(place, device) {
  try {
    localStorage.removeItem(nameOf(place, device));
  } catch {
    // nothing could be kept there either
  }
}

// The token of the present sign-in: a page that was open before has an older one.
export const token = () => document.cookie.match(/(?:^|; )coop_csrf=([^;]+)/)?.[1] ?? "";

function waiting(owner) {
  const found = [];
  for (let at = localStorage.length - 1; at >= 0; at -= 1) {
    const name = localStorage.key(at);
    const [prefix, whose, interview] = name.split(":");
    if (prefix !== PREFIX) continue;
    const kept = JSON.parse(localStorage.getItem(name));
    if (Date.now() - kept.at > KEPT_FOR) localStorage.removeItem(name);
    else if (whose === owner) found.push({ name, interview, ...kept });
  }
  return found;
}

// Send what this person typed without network; answers the interviews in which something has arrived.
// `address` is that of any interview, with zeros in its place.
export async function sendAll(owner, address) {
  const arrived = new Set();
  for (const { name, interview, letter, at } of waiting(owner)) {
    const answer = await fetch(address.replace(/0{8}-0{4}-0{4}-0{4}-0{12}/, interview), {
      method: "POST",
      body: new URLSearchParams({ letter }),
      headers: { "x-csrftoken": token() },
      redirect: "error",
    }).catch(() => null);
    if (!answer) break;
    const typedSince = JSON.parse(localStorage.getItem(name))?.at !== at;
    if ((answer.ok || answer.status === 422) && !typedSince) localStorage.removeItem(name);
    if (answer.ok) arrived.add(interview);
  }
  return [...arrived];
}

// On the pages that one sees after signing in.
const place = document.querySelector("[data-kept]");
if (place) {
  const look = async () => {
    const [interview] = await sendAll(place.dataset.kept, place.dataset.letter).catch(() => []);
    if (!interview) return;
    place.querySelector("a").href = place.dataset.page.replace(/0{8}-0{4}-0{4}-0{4}-0{12}/, interview);
    place.hidden = false;
  };
  window.addEventListener("online", look);
  look();
}
