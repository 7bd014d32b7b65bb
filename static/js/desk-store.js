// What a device at the desk keeps: sealed letters for one day, bags that left, wrong codes. Used by the pages and by the worker.
// The letters die by themselves; what left stays until it was told: a number, a time, and a mark that only the server reads.

const deskStore = (() => {
  const opened = () =>
    new Promise((done, fail) => {
      const asked = indexedDB.open("desk", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("days", { keyPath: "name" });
        asked.result.createObjectStore("lines", { keyPath: "key" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  // Done only when the device says that it is written: a bag that left is never forgotten.
  const run = async (store, mode, act) => {
    const database = await opened();
    return new Promise((done, fail) => {
      const work = database.transaction(store, mode, { durability: "strict" });
      const asked = act(work.objectStore(store));
      work.oncomplete = () => (database.close(), done(asked.result));
      work.onabort = work.onerror = () => (database.close(), fail(work.error));
    });
  };
  const forget = () => run("days", "readwrite", (days) => days.clear());
  return {
    forget,
    keepDay: (day) => run("days", "readwrite", (days) => days.put({ ...day, name: "today" })),
    // Nothing, once its evening is over.
    day: async () => {
      const day = await run("days", "readonly", (days) => days.get("today"));
      if (day && Date.now() < day.until) return day;
      if (day) await forget();
      return null;
    },
    keep: (line) => run("lines", "readwrite", (lines) => lines.put(line)),
    drop: (key) => run("lines", "readwrite", (lines) => lines.delete(key)),
    lines: async () => (await run("lines", "readonly", (lines) => lines.getAll())).sort((a, b) => a.handed_at - b.handed_at),
  };
})();
