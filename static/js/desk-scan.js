// A code that the camera read is looked up at once, as if it had been typed.

const field = document.getElementById("id_code");
document.addEventListener("receive:code", ({ detail }) => {
  field.value = detail;
  field.form.requestSubmit();
});
