// What waits on this device: lines of goods, never a person. Used by the pages and by the worker.

const waitingLines = (() => {
  const opened = () =>
    new Promise((done, fail) => {
      const asked = indexedDB.open("receive", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("lines", { keyPath: "key" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  // Done only when the device says that it is written: what was acknowledged is not lost.
  const run = async (mode, act) => {
    const database = await opened();
    return new Promise((done, fail) => {
      const work = database.transaction("lines", mode, { durability: "strict" });
      const asked = act(work.objectStore("lines"));
      work.oncomplete = () => (database.close(), done(asked.result));
      work.onabort = work.onerror = () => (database.close(), fail(work.error));
    });
  };
  return {
    keep: (line) => run("readwrite", (lines) => lines.put({ typed_at: Date.now(), ...line })),
    drop: (key) => run("readwrite", (lines) => lines.delete(key)),
    all: async () => (await run("readonly", (lines) => lines.getAll())).sort((a, b) => a.typed_at - b.typed_at),
  };
})();

// A page may say that something waits, where it does.
if (self.document?.querySelector("[data-if-waiting]")) {
  waitingLines.all().then((lines) => {
    document.querySelectorAll("[data-if-waiting]").forEach((each) => (each.hidden = lines.length === 0));
  });
}
