// Tells the server what happened while it was away. Used by the desk and by the page for days without network.

export const token = () => document.cookie.match(/(?:^|; )coop_csrf=([^;]+)/)?.[1] ?? "";

export const post = (address, fields) =>
  fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": token() },
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(8000),
  });

// One at a time, in the order in which it happened. Answers why it stopped, what was refused, and which bags need a look.
async function send({ merge, wrong }) {
  const told = { why: "", refused: new Map(), conflicts: [], sent: 0 };
  for (const line of await deskStore.lines()) {
    const answer = await post(line.wrong ? wrong : merge, line).catch(() => null);
    if (!answer || answer.status >= 500) return { ...told, why: "noNetwork" };
    if (answer.redirected) return { ...told, why: "signIn" };
    if (answer.status === 403) return { ...told, why: "denied" };
    if (answer.status === 422 && !line.wrong) told.refused.set(line.key, (await answer.json()).says);
    else {
      await deskStore.drop(line.key);
      if (!line.wrong) told.sent += 1;
      const { number, conflict } = line.wrong ? {} : await answer.json();
      if (conflict) told.conflicts.push(number);
    }
  }
  return told;
}

// Two pages of one device do not send side by side.
export const tell = (addresses) => (navigator.locks ? navigator.locks.request("desk", () => send(addresses)) : send(addresses));
