// The reception: a code that was read, and a button that says what it will do.

const address = new URL(document.querySelector("[data-scan] form").action);
const receive = document.querySelector("[data-receive]");
// A code was read: what is being typed is saved first, and the next product follows.
document.addEventListener("receive:code", ({ detail: code }) => {
  const amount = receive?.querySelector('[name="quantity"], [name="weight"]');
  if (receive && amount?.value) {
    receive.querySelector('[name="next_code"]').value = code;
    receive.requestSubmit();
  } else {
    address.search = new URLSearchParams({ code }).toString();
    window.location.assign(address);
  }
});

// "Add 12, then next"; the other date only when it is wanted.
if (receive) {
  const button = document.querySelector("[data-add]");
  const amount = receive.querySelector('[name="quantity"], [name="weight"]');
  const say = () => {
    if (amount.value) button.textContent = button.dataset.add.replace("{n}", amount.value);
  };
  amount.addEventListener("input", say);
  say();
  const other = receive.querySelector("[data-other-limit]");
  if (other) {
    const input = other.querySelector("input");
    const show = (event) => {
      const wanted = receive.querySelector('[name="limit"]:checked')?.value === "other";
      other.hidden = !wanted && !input.value;
      if (event && wanted) input.focus();
      if (event && !wanted) {
        input.value = "";
        other.hidden = true;
      }
    };
    receive.querySelectorAll('[name="limit"]').forEach((radio) => radio.addEventListener("change", show));
    show();
  }
}
