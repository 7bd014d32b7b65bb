// The device has no passkey for this page, or its owner closed the question: say so.
const refused = document.querySelector("[data-passkey-refused]");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (refused) refused.hidden = false;
});
