// "Keep as a picture": drawn from the same address, saved as what a phone's gallery shows.

const link = document.querySelector("[data-picture]");

async function drawn(address) {
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(await (await fetch(address)).text())}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 720, height: 1080 });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

link?.addEventListener("click", async (event) => {
  event.preventDefault();
  try {
    const address = URL.createObjectURL(await drawn(link.href));
    Object.assign(document.createElement("a"), { href: address, download: "coop.png" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch {
    window.location.assign(link.href);
  }
});
