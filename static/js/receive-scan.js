// Codes without typing: scanners that are keyboards, the camera where the browser reads bars, a photo where it does not.
// Whoever needs codes listens for "receive:code".

const read = (code) => document.dispatchEvent(new CustomEvent("receive:code", { detail: code }));

// A USB scanner is a very fast keyboard that ends with Enter. What a person typed before it stays where it was typed.
const QUICK = 80; // milliseconds between two signs; nobody types eight in a row so fast
const CODE = /^(\d{8,14}|\]\w{2}.{8,}|[\x1d(]?0[12]\d{8,}.*|https?:\/\/.{8,})$/i;
let burst = [];
let last = 0;

// Group separators arrive as Ctrl+] or F8; digits from a scanner set to another keyboard arrive as other signs of their key.
function sign(event) {
  if (event.key === "F8" || (event.ctrlKey && (event.key === "]" || event.code === "BracketRight"))) return "\x1d";
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey) return "";
  return !event.shiftKey && /^Digit\d$/.test(event.code) ? event.code.at(-1) : event.key;
}

function takeBack(field, typed) {
  if (field?.value?.endsWith?.(typed)) field.value = field.value.slice(0, -typed.length) || field.defaultValue || "";
}

document.addEventListener(
  "keydown",
  (event) => {
    if (["Shift", "Control", "Alt", "AltGraph"].includes(event.key)) return;
    if (event.timeStamp - last > QUICK) burst = [];
    last = event.timeStamp;
    const code = burst.map((each) => each.sign).join("");
    if ((event.key === "Enter" || event.key === "Tab") && CODE.test(code)) {
      event.preventDefault();
      takeBack(document.activeElement, burst.map((each) => each.typed).join(""));
      burst = [];
      read(code);
    } else if (sign(event)) {
      const group = sign(event) === "\x1d";
      if (group) event.preventDefault();
      burst.push({ sign: sign(event), typed: group ? "" : event.key });
    }
  },
  true,
);

// The camera, where the browser reads bars by itself. Once allowed it opens by itself for the next packet.
const camera = document.querySelector("[data-camera]");
const WANTED = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "data_matrix", "qr_code"];

async function readable() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return [];
  const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  return WANTED.filter((format) => formats.includes(format));
}

async function look(formats) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return noCamera();
  }
  sessionStorage.setItem("receive.camera", "open");
  const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true, playsInline: true });
  document.querySelector("[data-scan]").prepend(video);
  camera.hidden = true;
  await video.play();
  const detector = new window.BarcodeDetector({ formats });
  const timer = setInterval(async () => {
    const [found] = await detector.detect(video).catch(() => []);
    if (!found) return;
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    video.remove();
    camera.hidden = false;
    navigator.vibrate?.(60);
    read(found.rawValue);
  }, 200);
}

function noCamera() {
  sessionStorage.removeItem("receive.camera");
  camera.hidden = true;
  document.querySelectorAll("[data-no-camera]").forEach((each) => (each.hidden = false));
}

if (camera) {
  readable().then((formats) => {
    if (!formats.length) return noCamera();
    camera.hidden = false;
    camera.addEventListener("click", () => look(formats));
    if (sessionStorage.getItem("receive.camera") && !document.querySelector("[data-receive]")) look(formats);
  });
}

// A photo is made smaller here, which also leaves behind where and when it was taken; the server looks at it and forgets it.
const photo = document.querySelector("[data-photo]");
const SIDE = 1800;

async function smaller(file) {
  const picture = await createImageBitmap(file);
  const share = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(picture.width * share),
    height: Math.round(picture.height * share),
  });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  return new File([blob], "code.jpg", { type: blob.type });
}

if (photo) {
  const input = photo.querySelector("input[type=file]");
  photo.querySelector("button").hidden = true;
  input.addEventListener("change", async () => {
    if (!input.files.length) return;
    try {
      const files = new DataTransfer();
      files.items.add(await smaller(input.files[0]));
      input.files = files.files;
    } catch {
      // no picture this browser can draw: the server says what is wrong with it
    }
    photo.requestSubmit();
  });
}
