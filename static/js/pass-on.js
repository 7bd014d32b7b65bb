// Words to pass on: shared where the phone can, copied elsewhere.

const words = document.querySelector("[data-words]");
const button = document.querySelector("[data-send]");

if (button && (navigator.share || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (navigator.share) return navigator.share({ text: words.value }).catch(() => {}); // changed their mind
    await navigator.clipboard.writeText(words.value);
    button.querySelector("span").textContent = button.dataset.copied;
  });
}
