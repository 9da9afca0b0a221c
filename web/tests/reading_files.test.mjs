// Many small files are read together: what comes out is what was there, whatever happens to one of them meanwhile.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drop } from "./kit/drop.mjs";
import { root } from "./kit/programs.mjs";
import { story } from "./kit/scene.mjs";
import { begin, downloaded } from "./kit/way.mjs";

const FILES = 300;
const name = (number) => `g${number % 3}/${number}.json`;

/** Small files of all lengths, the longest that are read together and one byte more, with larger ones and empty ones between them. */
async function wallet(folder) {
  for (const inner of ["g0", "g1", "g2", "nothing"]) await mkdir(join(folder, inner), { recursive: true });
  for (let number = 0; number < FILES; number += 1) await writeFile(join(folder, name(number)), `${number}:`.repeat(1 + number * 7));
  await writeFile(join(folder, "g1/100a"), randomBytes(64 << 10));
  await writeFile(join(folder, "g1/100b"), randomBytes((64 << 10) + 1));
  await writeFile(join(folder, "g2/200a"), randomBytes((2 << 20) + 5));
  await writeFile(join(folder, "g2/200b"), "");
  return FILES + 4;
}

async function putIn(owner) {
  await owner.page.getByRole("main").getByRole("button", { name: "Put in", exact: true }).click();
  await owner.page.getByText("It is in your locker").waitFor({ timeout: 60_000 });
}

/** Everything as it comes out again, in a folder. */
async function takenOut(owner, to) {
  await owner.press("See what is in it");
  await owner.press("Take everything out");
  const zip = await downloaded(owner, () => owner.press("As one zip file"));
  execFileSync("unzip", ["-q", zip, "-d", to]);
  return join(to, "wallet");
}

/** Gives the addresses of the workers that the page started meanwhile. */
async function droppedAndPutIn(owner, bank, folder, count) {
  const workers = [];
  owner.page.on("worker", (worker) => workers.push(worker.url()));
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await drop(owner, folder);
  await owner.page.getByRole("heading", { name: new RegExp(`^${count} files`) }).waitFor();
  await putIn(owner);
  return workers;
}

async function nothingIsMissing(owner, bank, folder) {
  assert.equal(await owner.page.getByText("could not be read").count(), 0);
  execFileSync("diff", ["-r", folder, await takenOut(owner, join(bank.folder, "out"))]);
}

story("a folder that is dropped comes out as it was, with what is small, large and empty in it", async ({ bank, phone }) => {
  const folder = join(bank.folder, "wallet");
  const count = await wallet(folder);
  const owner = await phone();
  const workers = await droppedAndPutIn(owner, bank, folder, count);
  assert.equal(workers.filter((url) => url.includes("/reader-")).length, 1, "the worker that reads was not started");
  await nothingIsMissing(owner, bank, folder);
});

story("where the worker that reads breaks, each file is read without it", async ({ bank, front, phone }) => {
  const { files } = JSON.parse(await readFile(`${root}target/web/manifest.json`, "utf8"));
  const [reader] = Object.keys(files).filter((file) => file.includes("/reader-"));
  front.changed.set(`/${reader}`, "throw new Error('broken')");
  const folder = join(bank.folder, "wallet");
  const count = await wallet(folder);
  // A service worker would not take what is not on the list.
  const owner = await phone({ serviceWorkers: "block" });
  const workers = await droppedAndPutIn(owner, bank, folder, count);
  assert.ok(workers.some((url) => url.endsWith(reader)));
  owner.wrongs = owner.wrongs.filter((wrong) => !wrong.includes("Service Worker registration blocked by Playwright"));
  await nothingIsMissing(owner, bank, folder);
});

story("files that change or go after they were chosen are named, and those that are read with them come out whole", async ({ bank, phone }) => {
  const folder = join(bank.folder, "wallet");
  const count = await wallet(folder);
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await owner.page.locator("input[webkitdirectory]").setInputFiles(folder);
  // Their sizes are known.
  await owner.page.getByRole("heading", { name: new RegExp(`^${count} files, .* MB`) }).waitFor();
  const [longer, shorter, other, gone] = [120, 121, 122, 250].map((number) => join(folder, name(number)));
  const was = await readFile(other);
  await writeFile(longer, "x".repeat(50_000));
  await writeFile(shorter, "x");
  await writeFile(other, was.map((byte) => byte ^ 1));
  await rm(gone);
  await putIn(owner);
  const named = await owner.page.getByRole("listitem").filter({ hasText: "could not be read" }).locator(".mono").allTextContents();
  assert.deepEqual(named.sort(), [120, 121, 122, 250].map((number) => `wallet/${name(number)}`).sort());
  const out = await takenOut(owner, join(bank.folder, "out"));
  for (const path of [longer, shorter, other]) await rm(path);
  // An input of this kind tells nothing of empty folders.
  await rm(join(folder, "nothing"), { recursive: true });
  execFileSync("diff", ["-r", folder, out]);
});
