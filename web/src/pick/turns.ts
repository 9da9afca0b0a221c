// Long work in the page, a little at a time: what the owner does comes between.

/** Milliseconds of one turn. */
const TURN = 10;

/** Looks at each, and lets the page answer in between; until it is told that this is of no use any more. */
export async function inTurns<Value>(all: Iterable<Value>, look: (one: Value) => void, wanted: () => boolean): Promise<void> {
  let since = performance.now();
  for (const one of all) {
    look(one);
    if (performance.now() - since < TURN) continue;
    await nextTurn();
    if (!wanted()) return;
    since = performance.now();
  }
}

/** A timer would wait: a browser lets those that follow each other rest for 4 ms. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
