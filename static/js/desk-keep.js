// The desk with network: makes this device ready for a cut, keeps it up to date, forgets the day when it is over.

import { post, tell } from "./desk-merge.js";

const PAGE = "/desk/offline/";
const box = document.querySelector("[data-desk]");
const part = (name) => box.querySelector(`[data-${name}]`);

async function keepPage() {
  await navigator.serviceWorker.register("/desk/worker.js");
  const answer = await fetch(PAGE);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
  const parts = [...page.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], use, link[rel=modulepreload]")].map(
    (each) => (each.getAttribute("href") ?? each.getAttribute("src")).split("#")[0],
  );
  const cache = await caches.open("desk");
  await cache.addAll([...new Set(parts)].filter(Boolean));
  await cache.put(PAGE, answer);
}

function say(day) {
  part("make").hidden = Boolean(day);
  part("made").hidden = !day;
  part("without").hidden = !day?.without.length;
  part("numbers").textContent = day?.without.map((number) => String(number).padStart(2, "0")).join(", ") ?? "";
}

async function make(before) {
  const answer = await post(box.dataset.ready, before ? { device: before.device } : {});
  if (answer.redirected || !answer.ok) throw new Error("not ready");
  const day = { ...(await answer.json()), left: before?.left ?? [] };
  await deskStore.keepDay(day);
  await keepPage();
  return day;
}

async function look() {
  let day = await deskStore.day();
  if (day && String(day.day) !== box.dataset.day) {
    await deskStore.forget();
    day = null;
  }
  if (!box.dataset.day) return;
  if (day && day.stamp !== box.dataset.stamp) day = await make(day).catch(() => day);
  say(day);
}

async function merge() {
  if (!(await deskStore.lines()).length) return;
  const told = await tell(box.dataset);
  part("told").hidden = false;
  part("told").textContent = told.refused.size
    ? [...told.refused.values()].join(" ")
    : told.conflicts.length
      ? box.dataset.conflict
      : told.why
        ? (box.dataset[told.why] ?? box.dataset.noNetwork)
        : box.dataset.merged;
}

if (window.crypto?.subtle && "serviceWorker" in navigator) {
  box.hidden = false;
  part("make")?.addEventListener("click", async () => {
    part("make").disabled = true;
    say(await make(null).catch(() => null));
    part("make").disabled = false;
    part("failed").hidden = part("make").hidden;
  });
  look().then(merge).catch(() => {}); // no room on this device: the printed sheet is there
}
