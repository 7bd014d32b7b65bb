// The label and the keyboard follow the way of being reached. Without this, one label names both.
const form = document.querySelector("[data-ask]");
const contact = form?.querySelector("[data-contact]");
const label = contact && form.querySelector(`label[for="${contact.id}"]`);

function suit() {
  const way = form.querySelector("input[name=reach_by]:checked")?.value;
  const byMail = way === "email";
  label.firstChild.textContent = `${byMail ? form.dataset.labelEmail : form.dataset.labelPhone} `;
  contact.type = byMail ? "email" : "tel";
  contact.inputMode = byMail ? "email" : "tel";
  contact.autocomplete = byMail ? "email" : "tel";
}

if (label) {
  form.addEventListener("change", (event) => event.target.name === "reach_by" && suit());
  suit();
}
