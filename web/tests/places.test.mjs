// What is taken out goes where its owner says, in browsers that ask: into a file or a folder. The dialogues themselves cannot be answered here; what
// they give are files and folders of the browser's own kind.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { look } from "./kit/look.mjs";
import { story } from "./kit/scene.mjs";
import { begin, putIn } from "./kit/way.mjs";

const WALLET = { "diploma.txt": "a diploma", "big.bin": Buffer.alloc(3 << 20, "big") };

/** Runs in the page before anything else: whoever asks gets a file or a folder, unless its owner closes the dialogue. */
function dialogues() {
  const home = () => navigator.storage.getDirectory();
  const closed = () => {
    if (globalThis.closes) throw new DOMException("closed", "AbortError");
  };
  window.showSaveFilePicker = async ({ suggestedName }) => (closed(), (globalThis.suggested = suggestedName), (await home()).getFileHandle("saved.zip", { create: true }));
  window.showDirectoryPicker = async () => (closed(), (await home()).getDirectoryHandle("taken", { create: true }));
}

/** Runs in the page: a file of the chosen place, as base64. */
async function read(path) {
  let folder = await navigator.storage.getDirectory();
  const parts = path.split("/");
  for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part);
  const bytes = new Uint8Array(await (await (await folder.getFileHandle(parts.at(-1))).getFile()).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

story("a wallet is taken out into a file and into a folder that its owner chose, and nowhere if the dialogue is closed", async ({ bank, phone }) => {
  const owner = await phone();
  await owner.page.addInitScript(dialogues);
  await owner.page.reload();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await putIn(owner, WALLET);
  await owner.press("See what is in it");
  await owner.press("Take everything out");
  await owner.page.evaluate(() => (globalThis.closes = true));
  await owner.press("As one zip file");
  await owner.press("Into a folder");
  await owner.page.waitForTimeout(300);
  await owner.button("As one zip file").waitFor();
  await owner.page.evaluate(() => (globalThis.closes = false));

  await owner.press("Into a folder");
  await owner.page.getByText("It is on this device").waitFor();
  await look(owner, "taken-out");
  for (const [name, content] of Object.entries(WALLET)) {
    assert.deepEqual(Buffer.from(await owner.page.evaluate(read, `taken/${name}`), "base64"), Buffer.from(content), name);
  }
  await owner.nav("Items");
  await owner.press("Take everything out");
  await owner.press("As one zip file");
  await owner.page.getByText("It is on this device").waitFor();
  assert.match(await owner.page.evaluate(() => globalThis.suggested), /^wallet-\d{4}-\d\d-\d\d\.zip$/);
  const zip = join(bank.folder, "saved.zip");
  await writeFile(zip, Buffer.from(await owner.page.evaluate(read, "saved.zip"), "base64"));
  for (const [name, content] of Object.entries(WALLET)) {
    assert.deepEqual(execFileSync("unzip", ["-p", zip, name], { maxBuffer: 8 << 20 }), Buffer.from(content), name);
  }
});
