// The reception: scanners that type, the camera where it can read bars, and a button that says what it will do.

const address = new URL(document.querySelector("[data-scan] form").action);
const receive = document.querySelector("[data-receive]");
const codeInput = document.querySelector('[data-scan] input[name="code"]');

// A code was read: what is being typed is saved first, and the next product follows.
function codeRead(code) {
  const amount = receive?.querySelector('[name="quantity"], [name="weight"]');
  if (receive && amount?.value) {
    receive.querySelector('[name="next_code"]').value = code;
    receive.requestSubmit();
  } else {
    address.search = new URLSearchParams({ code }).toString();
    window.location.assign(address);
  }
}

// A USB scanner is a very fast keyboard that ends with Enter.
let fast = "";
let last = 0;
document.addEventListener(
  "keydown",
  (event) => {
    if (document.activeElement === codeInput) return; // there the form itself does it
    if (event.timeStamp - last > 60) fast = "";
    last = event.timeStamp;
    if (/^\d$/.test(event.key)) fast += event.key;
    else if (event.key === "Enter" && fast.length >= 8) {
      event.preventDefault();
      const field = document.activeElement;
      if (field && "value" in field && field.value.endsWith(fast)) {
        field.value = field.value.slice(0, -fast.length) || field.defaultValue;
      }
      codeRead(fast);
      fast = "";
    }
  },
  true,
);

// The camera, where the browser reads bars by itself.
const camera = document.querySelector("[data-camera]");
if (camera && "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) {
  camera.hidden = false;
  camera.addEventListener("click", look);
}

async function look() {
  const box = document.querySelector("[data-scan]");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    camera.hidden = true;
    codeInput.focus();
    return;
  }
  const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true, playsInline: true });
  box.prepend(video);
  camera.hidden = true;
  await video.play();
  const detector = new window.BarcodeDetector({ formats: ["ean_13", "ean_8", "upc_a", "upc_e"] });
  const timer = setInterval(async () => {
    const [found] = await detector.detect(video).catch(() => []);
    if (!found) return;
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    navigator.vibrate?.(60);
    codeRead(found.rawValue);
  }, 200);
}

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
