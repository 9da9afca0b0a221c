// Putting in: what is there stays, interruptions cost nothing, shared files are asked about, and rest locks.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isNamed, isSaid } from "./kit/heard.mjs";
import { look } from "./kit/look.mjs";
import { DESK } from "./kit/phone.mjs";
import { root } from "./kit/programs.mjs";
import { story } from "./kit/scene.mjs";
import { begin, choose, downloaded, openWith, putIn } from "./kit/way.mjs";

const random = (length) => randomBytes(length);
const press = (owner) => owner.page.getByRole("main").getByRole("button", { name: "Put in", exact: true }).click();

story("what is put in later is added to what was there, unless it is said to be all", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await putIn(owner, { "a.txt": "a", "b.txt": "old" });
  await owner.press("Put in something else");
  await choose(owner, { "b.txt": "new", "c.txt": "c" });
  await look(owner, "put-in-more");
  await press(owner);
  await owner.page.getByText("3 items").waitFor();
  await owner.press("Put in something else");
  await choose(owner, { "d.txt": "d" });
  await owner.page.getByRole("radio", { name: /This is all of it/ }).check();
  await press(owner);
  await owner.page.getByText("1 item,").waitFor();
  await owner.nav("Items");
  await owner.press("Earlier backups");
  await look(owner, "history");
  await owner.press(/^Look into it: .*Number 2/);
  await owner.page.getByText("3 items").waitFor();
});

story("the line breaks while it is put in, and it goes on by itself", async ({ bank, front, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await choose(owner, { "big.bin": random(12 << 20), "small.txt": "small" });
  let packs = 0;
  front.onrequest = ({ method }) => method === "PUT" && ++packs === 2 && front.cut();
  await press(owner);
  await owner.page.getByText("The connection is gone.").waitFor({ timeout: 60_000 });
  await isSaid(owner.page, /The connection is gone\./);
  await isNamed(owner.page, "progressbar", /^(Sending|Reading and sealing)$/);
  await look(owner, "put-in-line-cut");
  front.mend();
  await owner.page.getByText("It is in your locker").waitFor({ timeout: 60_000 });
  await isSaid(owner.page, /It is in your locker/);
  assert.ok(packs > 2);
});

story("the tab is closed while it is put in: the same files again go on from what had arrived", async ({ bank, front, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  const files = { "big.bin": random(48 << 20), "small.txt": "small" };
  await choose(owner, files);
  // Three packs travel at once, and how far it has got is noted each second: the tenth is sent after more than two.
  front.slower(700);
  const tenth = new Promise((resolve) => {
    let packs = 0;
    front.onrequest = ({ method }) => method === "PUT" && ++packs === 10 && resolve();
  });
  await press(owner);
  await tenth;
  await owner.page.close();
  front.slower(0);
  await owner.tab();
  await owner.page.getByText("A backup was interrupted").waitFor();
  await look(owner, "home-interrupted");
  await putIn(owner, files);
  await owner.page.getByText(/had arrived before/).waitFor();
});

story("files that were shared to the app wait until they are put in", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  // A phone shares as the app's manifest says; here a script does the same.
  const { share_target } = JSON.parse(await readFile(`${root}target/web/dist/app.webmanifest`, "utf8"));
  assert.equal(share_target.enctype, "multipart/form-data");
  await owner.page.evaluate(async ({ action, method, params }) => {
    await navigator.serviceWorker.ready;
    const form = new FormData();
    form.append(params.files[0].name, new File(["shared"], "shared note.txt"));
    await fetch(action, { method, body: form, redirect: "manual" });
  }, share_target);
  await owner.page.goto(`${owner.front.url}/#shared`);
  await owner.page.reload();
  await owner.page.goto(`${owner.front.url}/?#shared`);
  await owner.page.getByText("shared note.txt").waitFor();
  await look(owner, "shared");
  await press(owner);
  await owner.page.getByText("1 file").waitFor();
  await press(owner);
  await owner.page.getByText("It is in your locker").waitFor();
  assert.deepEqual(await owner.page.evaluate(async () => (await (await caches.open("dlocker-shared")).keys()).length), 0);
});

story("folders that are dropped on the page go in with what lies below them, empty ones too", async ({ bank, phone }) => {
  const folder = join(bank.folder, "dropped");
  await mkdir(join(folder, "inner"), { recursive: true });
  await mkdir(join(folder, "empty"));
  await writeFile(join(folder, "inner/a.txt"), "a");
  await writeFile(join(bank.folder, "beside.txt"), "b");
  const owner = await phone({ viewport: DESK });
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await drop(owner.page, owner.page.getByText("Drop files and folders here"), [folder, join(bank.folder, "beside.txt")]);
  await owner.page.getByRole("heading", { name: /^2 files/ }).waitFor();
  await press(owner);
  await owner.page.getByText("It is in your locker").waitFor();
  await owner.press("See what is in it");
  for (const path of ["dropped/inner/a.txt", "beside.txt"]) {
    await owner.fill("Search", path);
    await owner.page.getByText(/^1 of/).waitFor();
  }
  await owner.fill("Search", "");
  await owner.press("Take everything out");
  const zip = await downloaded(owner, () => owner.press("As one zip file"));
  assert.match(String(execFileSync("unzip", ["-l", zip])), /dropped\/empty\/\n/);
});

/** As a hand does: from the desktop onto this place. */
async function drop(page, place, files) {
  const session = await page.context().newCDPSession(page);
  const { x, y } = await place.boundingBox();
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: x + 5, y: y + 5, data: { items: [], files, dragOperationsMask: 1 } });
  }
}

/** An owner who looks at what is in the locker, on a device whose clock the story turns. */
async function withAnOpenItem(bank, phone) {
  const owner = await phone();
  await owner.page.clock.install();
  await owner.page.reload();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await putIn(owner, { "secret-name.txt": "a" });
  await owner.press("See what is in it");
  await owner.page.getByText("secret-name.txt").waitFor();
  return owner;
}

story("after minutes of rest the locker is locked and nothing of it stays on the screen", async ({ bank, phone }) => {
  const owner = await withAnOpenItem(bank, phone);
  await owner.page.clock.fastForward("05:20");
  await owner.page.getByText("What is in your locker is sealed.").waitFor();
  assert.equal(await owner.page.getByText("secret-name.txt").count(), 0);
  await look(owner, "items-locked");
  await owner.press("Open my locker");
  await openWith(owner);
  await owner.page.getByText("secret-name.txt").waitFor();
});

story("a machine that slept locks at the first touch, before anything is heard of it", async ({ bank, phone }) => {
  const owner = await withAnOpenItem(bank, phone);
  // Asleep, the clock goes on and no timer runs.
  await owner.page.clock.setSystemTime(Date.now() + 3600_000);
  await owner.page.keyboard.press("Shift");
  await owner.page.getByText("What is in your locker is sealed.").waitFor({ timeout: 5000 });
  assert.equal(await owner.page.getByText("secret-name.txt").count(), 0);
});

story("the browser is asked to keep what this device knows, as soon as that is the way into a locker and not before", async ({ bank, phone }) => {
  const owner = await phone();
  await owner.context.addInitScript(() => {
    globalThis.askedToKeep = 0;
    navigator.storage.persist = async () => ((globalThis.askedToKeep += 1), false);
  });
  await owner.page.reload();
  await owner.heading("Your wallet");
  assert.equal(await owner.page.evaluate(() => globalThis.askedToKeep), 0);
  await begin(owner, bank, "owner@example.com");
  assert.equal(await owner.page.evaluate(() => globalThis.askedToKeep), 1);
});
