// Answers under /receive/ when the network does not: the kept page for reading, the waiting lines for adding.

const PAGE = "/receive/offline/";
const ADD = "/receive/add/";
const PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== self.location.origin) return;
  if (request.mode !== "navigate") {
    if (request.method === "GET" && !new URL(request.url).pathname.startsWith("/receive/")) {
      event.respondWith(fetch(request).catch(() => kept(request)));
    }
  } else if (request.method === "GET") event.respondWith(read(request));
  else if (new URL(request.url).pathname === ADD) event.respondWith(add(request));
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

// The form is written down before it is sent: whatever happens on the way, nothing typed is lost.
async function add(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const line = Object.fromEntries(await copy.formData());
    delete line.csrfmiddlewaretoken;
    await waitingLines.keep(line);
    return Response.redirect(PAGE, 303);
  }
}
