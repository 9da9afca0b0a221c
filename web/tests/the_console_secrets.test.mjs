// What must not stay: codes, invites and what an officer typed, in the browser's storage and history, in the bank's log, on its disk.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { link } from "./kit/desk.mjs";
import { office } from "./kit/office.mjs";
import { Owner } from "./kit/owner.mjs";

const HANDLE = "canary-owner@example.com";
const NOTE = "CANARY-note-of-the-officer";

/** All that this browser keeps for the page, as one text. */
async function kept(desk) {
  const state = await desk.context.storageState({ indexedDB: true });
  const here = await desk.page.evaluate(async () => {
    const names = await indexedDB.databases();
    const entries = navigation.entries().map((entry) => [entry.url, JSON.stringify(entry.getState() ?? null)]);
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, names, entries, document.cookie, await caches.keys()]);
  });
  return JSON.stringify(state) + here;
}

async function disk(folder) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, "latin1")))).join("\n");
}

office("nothing that is secret stays in the browser, in the bank's log or on its disk", async ({ bank, desk }) => {
  let log = "";
  bank.process.stderr.on("data", (bytes) => (log += bytes));
  const address = await link(bank, "officer1");
  const passkeyCode = address.split("passkey=")[1];
  const one = await desk();
  await one.register(address);
  await one.press("Go to sign in");
  await one.signIn("officer1");
  await one.nav("Invite");
  await one.fill("Handle of the customer", HANDLE);
  await one.press("Make the invite");
  await one.heading("The invite is made");
  const invite = await one.page.locator("article dd.all").nth(1).textContent();
  const owner = new Owner(bank, "old", HANDLE);
  await owner.settle(invite);
  const { code } = await new Owner(bank, "new", HANDLE).recover();
  await one.openCase(HANDLE);
  await one.show("Passport");
  await one.page.getByLabel("Note on: Passport").fill(NOTE);
  await one.approve(code);
  await one.reads(NOTE);
  await one.find(HANDLE);

  const browser = (await kept(one)) + (await one.page.title());
  for (const canary of [passkeyCode, invite, code, NOTE, HANDLE]) assert.ok(!browser.includes(canary), `${canary} stays in the browser`);
  assert.match(browser, /officer1/, "the name alone is remembered");
  const served = await disk(bank.data);
  for (const canary of [passkeyCode, invite, "CANARY-diploma", "493817"]) assert.ok(!served.includes(canary), `${canary} lies on the bank's disk`);
  assert.match(log, /staff/, "there is a log");
  for (const canary of [passkeyCode, invite, code, NOTE, HANDLE]) assert.ok(!log.includes(canary), `${canary} stands in the bank's log`);
  await one.press("Sign out");
  await one.reads("You are signed out.");
  assert.ok(!(await one.page.content()).includes(HANDLE), "and nothing of it is on the screen");
});
