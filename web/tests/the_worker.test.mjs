// What the page says to its worker, and when.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withSource } from "./kit/source.mjs";

/** A worker that only listens. */
class Deaf {
  static said = [];

  postMessage({ verb }) {
    Deaf.said.push(verb);
  }
}

test("commands wait for one another, and locking waits for none: one that hangs would keep the secret", async () => {
  globalThis.Worker = Deaf;
  globalThis.trustedTypes = { createPolicy: () => ({ createScriptURL: (url) => url }) };
  await withSource(async (load) => {
    const { connect } = await load("worker/connect.ts");
    const { owner } = connect();
    for (const verb of ["status", "devices", "lock"]) void owner[verb]();
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(Deaf.said.sort(), ["lock", "status"]);
  });
});
