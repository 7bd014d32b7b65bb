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

const typedCode = () => field("code").value.replace(/[\s.-]/g, "");
const known = () => products[typedCode()] ?? products[`0${typedCode()}`];

// A packet met before says itself what it is; goods without a code follow their kind.
function fit() {
  const [name, byWeight, dated] = known() ?? ["", ...(kinds[field("kind").value] ?? [false, true])];
  part("product").textContent = name;
  part("product").hidden = !name;
  around("kind").hidden = around("name").hidden = Boolean(name);
  around("weight").hidden = !(byWeight && (name || !typedCode()));
  around("quantity").hidden = !around("weight").hidden;
  part("dates").hidden = !dated;
  field("other_limit").disabled = field("undated").checked;
}

const amount = () => (around("weight").hidden ? field("quantity") : field("weight"));
const asksForDate = () => !part("dates").hidden && !field("undated").checked;

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
    code,
    loose: code ? "" : kind.value,
    category: code && !known() ? kind.value : "",
    name: known() ? "" : name,
    [amount().name]: amount().value,
    date_kind: field("date_kind").value,
    limit: asksForDate() ? "other" : "none",
    other_limit: asksForDate() ? field("other_limit").value.trim() : "",
  };
}

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
