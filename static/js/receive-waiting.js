// What waits on this device is shown, sent once the person signed in again, and refused only with a sentence that stays.

const waitingBox = document.querySelector("[data-waiting]");
const inside = (name) => waitingBox.querySelector(`[data-${name}]`);
const refusals = new Map();
const takenAway = new Map();

function say(sentence) {
  inside("says").hidden = !sentence;
  inside("says").textContent = sentence;
}

async function show() {
  const lines = await waitingLines.all();
  waitingBox.hidden = lines.length + takenAway.size === 0;
  inside("count").textContent = lines.length || "";
  inside("lines").replaceChildren(...lines.map(row), ...[...takenAway.values()].map(row));
  return lines;
}

function row(line) {
  const item = waitingBox.querySelector("template").content.cloneNode(true).firstElementChild;
  const put = (name, text) => (item.querySelector(`[data-${name}]`).textContent = text);
  put("amount", line.weight ? `${line.weight} kg` : line.quantity);
  put("name", line.shown || line.name || line.code || line.loose);
  put("date", line.other_limit || line.limit?.replace(/\|.*|none|other/, "") || "");
  if (refusals.has(line.key)) {
    put("why", refusals.get(line.key));
    item.querySelector("[data-why]").hidden = item.querySelector("[data-correct]").hidden = false;
  }
  const gone = takenAway.has(line.key);
  item.classList.toggle("is-past", gone);
  item.querySelector("[data-drop]").hidden = gone;
  item.querySelector("[data-back]").hidden = !gone;
  item.querySelector("[data-drop]").addEventListener("click", async () => {
    await waitingLines.drop(line.key);
    takenAway.set(line.key, line);
    await show();
  });
  item.querySelector("[data-back]").addEventListener("click", async () => {
    await waitingLines.keep(line);
    takenAway.delete(line.key);
    await show();
  });
  item.querySelector("[data-correct]").addEventListener("click", () => correct(line));
  return item;
}

// The server shows the line in its own form, with the sentence by the field; the same key keeps it from coming in twice.
function correct(line) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: waitingBox.dataset.addTo, hidden: true });
  for (const [name, value] of Object.entries({ ...line, csrfmiddlewaretoken: token().value })) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(form);
  form.submit();
}

const token = () => waitingBox.querySelector("[name=csrfmiddlewaretoken]");
let signInAt = "";

// This page may be a copy kept for days: who is signed in, and the form's token, are asked anew.
async function knock() {
  const page = await fetch(waitingBox.dataset.page);
  if (page.redirected) signInAt = page.url;
  if (page.redirected) return "signIn";
  if (!page.ok) return "denied";
  const parsed = new DOMParser().parseFromString(await page.text(), "text/html");
  token().value = parsed.querySelector("[name=csrfmiddlewaretoken]").value;
  return "";
}

// One at a time, in the order of typing.
async function send() {
  const lines = await show();
  try {
    const closed = lines.length ? await knock() : "";
    if (closed) return stop(closed);
    for (const line of lines) {
      const answer = await fetch(waitingBox.dataset.send, {
        method: "POST",
        headers: { "X-CSRFToken": token().value },
        body: new URLSearchParams(line),
      });
      if (answer.status === 409) return stop("signIn");
      if (answer.ok) {
        await waitingLines.drop(line.key);
        taken(await answer.json());
      } else if (answer.status === 422) refusals.set(line.key, (await answer.json()).says);
      else return stop("noNetwork");
    }
  } catch {
    return stop("noNetwork");
  }
  await show();
  if (!sent || said || refusals.size) return;
  if (waitingBox.dataset.after) window.location.replace(waitingBox.dataset.after);
  else document.querySelector("[data-done]").replaceChildren(waitingBox.dataset.allSent);
}

let sent = 0;
let said = "";
function taken(answer) {
  sent += 1;
  said += answer.says ? ` ${answer.says}` : "";
  if (said) say(said.trim());
}

async function stop(why) {
  await show();
  say(waitingBox.dataset[why]);
  inside("again").hidden = why !== "signIn";
  inside("try").hidden = why !== "noNetwork";
}

// Two pages of one device do not send side by side.
const alone = () => (navigator.locks ? navigator.locks.request("receive", send) : send());
inside("try").addEventListener("click", alone);
inside("again").addEventListener("submit", (event) => {
  if (!signInAt) return;
  event.preventDefault();
  window.location.assign(signInAt);
});
window.addEventListener("online", alone);
document.addEventListener("receive:kept", show);
show().then((lines) => lines.length && navigator.onLine && alone());
