// Answers under /desk/ when the network does not: with the kept page. A hand-over that was on its way is written down first.

const PAGE = "/desk/offline/";
const HAND_OVER = "/desk/hand-over/";
const PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode !== "navigate") {
    if (request.method === "GET" && !pathname.startsWith("/desk/")) event.respondWith(fetch(request).catch(() => kept(request)));
  } else if (request.method === "GET") event.respondWith(read(request));
  else if (pathname === HAND_OVER) event.respondWith(handOver(request));
  else event.respondWith(fetch(request).catch(() => Response.redirect(PAGE, 303)));
});

async function kept(request) {
  return (await caches.match(request, { ignoreSearch: true })) ?? Response.error();
}

async function read(request) {
  const late = new Promise((_, fail) => setTimeout(fail, PATIENCE, new Error("late")));
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return kept(PAGE);
  }
}

// The bag is in the person's hands already. The form's own key keeps it from leaving twice if it had arrived.
async function handOver(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const { key, token, number } = Object.fromEntries(await copy.formData());
    await deskStore.keep({ key, token, number: Number(number), handed_at: Date.now() });
    return Response.redirect(PAGE, 303);
  }
}
