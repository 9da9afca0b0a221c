// Thousands of files: the page goes on answering. How long its longest stretch of not answering was is printed; on a machine that does nothing
// else (DLOCKER_QUIET=1) it has to be 100 ms at most.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { story } from "./kit/scene.mjs";
import { begin, downloaded } from "./kit/way.mjs";

const FILES = Number(process.env.DLOCKER_FILES ?? 4000);

async function wallet(folder) {
  for (let group = 0; group < 40; group += 1) await mkdir(join(folder, `g${group}`), { recursive: true });
  const one = (index) => {
    const text = JSON.stringify({ type: ["VerifiableCredential"], issuer: `did:example:${index % 97}`, subject: `person ${index}`, claim: "x".repeat(1500) });
    return writeFile(join(folder, `g${index % 40}/c${index}.json`), text);
  };
  for (let at = 0; at < FILES; at += 500) await Promise.all(Array.from({ length: Math.min(500, FILES - at) }, (_, index) => one(at + index)));
}

story(`a folder of ${FILES} files goes in and comes out, and the page never stands still`, async ({ bank, phone }) => {
  const folder = join(bank.folder, "wallet");
  await wallet(folder);
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  let longest = 0;
  const stage = async (name) => {
    const here = Math.max(0, ...(await owner.page.evaluate(() => window.__long.splice(0))));
    longest = Math.max(longest, here);
    console.log(`${name}: the longest stretch without an answer was ${here} ms`);
  };
  await stage("joining");
  await owner.page.locator("input[webkitdirectory]").setInputFiles(folder);
  await owner.page.getByRole("heading", { name: new RegExp(`^${FILES} files`) }).waitFor({ timeout: 60_000 });
  await stage("picking");
  const begun = Date.now();
  await owner.page.getByRole("main").getByRole("button", { name: "Put in", exact: true }).click();
  await owner.page.getByText("It is in your locker").waitFor({ timeout: 180_000 });
  console.log(`put in: ${FILES} files in ${(Date.now() - begun) / 1000} s`);
  await stage("putting in");
  await owner.press("See what is in it");
  await owner.page.getByText(`${FILES} items`).waitFor({ timeout: 60_000 });
  await stage("listing");
  await owner.fill("Search", "c1234.json");
  await owner.page.getByText(`1 of ${FILES} items`).waitFor();
  await stage("searching");
  await owner.press("Take everything out");
  await downloaded(owner, () => owner.press("As one zip file"));
  await stage("taking out");
  if (process.env.DLOCKER_QUIET) assert.ok(longest <= 100, `the page stood still for ${longest} ms`);
});
