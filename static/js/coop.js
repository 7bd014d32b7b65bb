// Small comforts on every page. Everything works without them.

document.documentElement.classList.add("js");

// A number between a minus and a plus.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const input = button.closest("[data-stepper]").querySelector("input");
  const step = Number(input.step) || 1;
  const least = input.min === "" ? -Infinity : Number(input.min);
  const most = input.max === "" ? Infinity : Number(input.max);
  const wanted = (Number(input.value) || 0) + Number(button.dataset.step) * step;
  input.value = String(Math.min(most, Math.max(least, wanted)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// Signing out takes along what this tab kept.
document.addEventListener("submit", (event) => event.target.matches("[data-sign-out]") && sessionStorage.clear());

// A second tap while the first is on its way does nothing (the key on the form makes it harmless anyway).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[hx-post], [hx-get], [data-many]")) return;
  if (form.classList.contains("is-sending")) {
    event.preventDefault();
    return;
  }
  form.classList.add("is-sending");
  setTimeout(() => form.classList.remove("is-sending"), 4000); // a download leaves the page where it is
});
// In the storage room the network goes: such a form asks first whether anybody listens, and stays as it is when nobody does.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-stay]") || event.defaultPrevented) return;
  event.preventDefault();
  const reached = await fetch("/healthz", { method: "HEAD", signal: AbortSignal.timeout(5000) }).catch(() => null);
  form.querySelector("[data-not-sent]").hidden = Boolean(reached);
  if (reached) form.submit();
  else form.classList.remove("is-sending");
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form.is-sending").forEach((form) => form.classList.remove("is-sending"));
});

// The menu at the bottom closes with Escape and with a touch outside.
const menu = document.querySelector("[data-menu]");
if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

// After an error the summary has the focus, also when htmx brought it.
function announce(root) {
  const summary = root.querySelector?.("[data-error-summary]");
  if (summary) summary.focus();
}
announce(document);
document.addEventListener("htmx:afterSwap", (event) => announce(event.detail.elt));

// "You are offline" stands where a page wants it, and goes when the network is back.
function connection() {
  document.querySelectorAll("[data-offline]").forEach((badge) => (badge.hidden = navigator.onLine));
}
window.addEventListener("online", connection);
window.addEventListener("offline", connection);
connection();
