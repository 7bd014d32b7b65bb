// Keeps the page for days without network, with all it needs, each time the reception is opened.

const PAGE = "/receive/offline/";

async function keepPage() {
  await navigator.serviceWorker.register("/receive/worker.js");
  const answer = await fetch(PAGE);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
  const parts = [...page.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], use")].map(
    (part) => (part.getAttribute("href") ?? part.getAttribute("src")).split("#")[0],
  );
  const cache = await caches.open("receive");
  await cache.addAll([...new Set(parts)].filter(Boolean));
  await cache.put(PAGE, answer);
}

if ("serviceWorker" in navigator) keepPage().catch(() => {}); // the network went meanwhile: next time
