// The reception without network: everything is written down on the device, nothing is sent from here.

const form = document.querySelector("[data-keep]");
const { kinds, products } = JSON.parse(document.getElementById("goods").textContent);
const field = (name) => form.elements[name];
const part = (name) => form.querySelector(`[data-${name}]`);
const around = (name) => document.getElementById(`div_id_${name}`);

// The check digit of GS1, so that a wrong code is noticed while the packet is still in the hand.
function proven(code) {
  if (!/^(\d{8}|\d{12,14})$/.test(code)) return false;
  const sum = [...code.slice(0, -1)].reverse().reduce((all, digit, at) => all + Number(digit) * (at % 2 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10 === Number(code.at(-1));
}

// What a code of any kind says (GS1 elements, in brackets, or as an address): enough to know the packet. The server reads it whole.
const FIXED = { "01": 14, "02": 14, 11: 6, 12: 6, 13: 6, 15: 6, 16: 6, 17: 6, 20: 2 };

function spelled(text) {
  const body = text.trim().replace(/^\][a-z]\w/i, "");
  const plain = body.replace(/[\s.-]/g, "");
  if (/^\d{1,14}$/.test(plain)) return { "01": plain };
  if (/^https?:/i.test(body)) return pairs(body, /[/?&](\d{2})[/=]([^/?&]+)/g);
  if (body.startsWith("(")) return pairs(body, /\((\d{2,4})\)([^(]+)/g);
  return elements(body);
}

const pairs = (body, pattern) => Object.fromEntries([...body.matchAll(pattern)].map((each) => each.slice(1)));

function elements(body) {
  const found = {};
  for (let rest = body.replace(/^\x1d+/, ""); rest.length > 2; ) {
    const name = rest.slice(0, 2);
    const length = FIXED[name] ?? (/^3[1-6]/.test(name) ? 8 : rest.slice(2).split("\x1d", 1)[0].length);
    found[name] = rest.slice(2, 2 + length);
    rest = rest.slice(2 + length).replace(/^\x1d+/, "");
  }
  return found;
}

const typedCode = () => {
  const typed = spelled(field("code").value);
  return typed["01"] ?? typed["02"] ?? field("code").value.trim();
};
const carried = () => {
  const typed = spelled(field("code").value);
  return Boolean(typed[17] ?? typed[15]);
};
const known = () => products[typedCode()] ?? products[`0${typedCode()}`] ?? products[typedCode().replace(/^0/, "")];

// A packet met before says itself what it is; goods without a code follow their kind.
function fit() {
  const [name, byWeight, dated, cold] = known() ?? ["", ...(kinds[field("kind").value] ?? [false, true, false])];
  part("product").textContent = name;
  part("product").hidden = !name;
  around("kind").hidden = around("name").hidden = Boolean(name);
  around("weight").hidden = !(byWeight && (name || !typedCode()));
  around("quantity").hidden = !around("weight").hidden;
  part("dates").hidden = !dated;
  for (const each of ["date_kind", "other_limit", "undated"]) around(each).hidden = carried();
  around("temperature").hidden = !cold;
  field("other_limit").disabled = field("undated").checked;
}

const amount = () => (around("weight").hidden ? field("quantity") : field("weight"));
const asksForDate = () => !part("dates").hidden && !carried() && !field("undated").checked;
const dated = () => asksForDate() || carried();

// The field that is wrong and the sentence for it, or nothing.
function problem() {
  const code = typedCode();
  if (code && !proven(code)) return [field("code"), "badCode"];
  if (!known() && !field("kind").value) return [field("kind"), "what"];
  if (!known() && code && !field("name").value.trim()) return [field("name"), "what"];
  if (!(Number(amount().value.replace(",", ".")) > 0)) return [amount(), "howMuch"];
  if (asksForDate() && !field("other_limit").value.trim()) return [field("other_limit"), "whichDate"];
  return [];
}

function line() {
  const [code, name, kind] = [typedCode(), field("name").value.trim(), field("kind")];
  return {
    key: crypto.randomUUID(),
    sign_in: field("sign_in").value,
    shown: known()?.[0] || name || kind.selectedOptions[0].textContent,
    code: code ? field("code").value.trim() : "",
    loose: code ? "" : kind.value,
    category: code && !known() ? kind.value : "",
    name: known() ? "" : name,
    [amount().name]: amount().value,
    temperature: around("temperature").hidden ? "" : field("temperature").value.trim(),
    condition: part("dates").hidden ? "" : field("condition").value,
    date_kind: field("date_kind").value,
    limit: dated() ? "other" : "none",
    other_limit: asksForDate() ? field("other_limit").value.trim() : "",
  };
}

document.addEventListener("receive:code", ({ detail }) => {
  field("code").value = detail;
  fit();
  amount().focus();
});
form.addEventListener("input", fit);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [wrong, why] = problem();
  part("done").hidden = true;
  tell(why ? form.dataset[why] : "", wrong);
  if (why) return;
  try {
    await waitingLines.keep(line());
  } catch {
    tell(form.dataset.full);
    return;
  }
  form.reset();
  fit();
  part("done").hidden = false;
  part("done").textContent = form.dataset.kept;
  field("code").focus();
  document.dispatchEvent(new Event("receive:kept"));
});

function tell(sentence, wrong) {
  part("problem").hidden = !sentence;
  part("problem").textContent = sentence;
  form.querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid"));
  wrong?.setAttribute("aria-invalid", "true");
  (sentence ? (wrong ?? part("problem")) : document.body).focus?.();
}

fit();
field("code").focus();
