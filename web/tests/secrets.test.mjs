// P1, P9: what the owner types, and what is in the wallet, is neither on the line, nor on the bank's disk, nor kept in the browser.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { look } from "./kit/look.mjs";
import { approve, finish, letIn, openCase } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { begin, openWith, putIn } from "./kit/way.mjs";

const CONTENT = "canary-content-7f3a9c";
const NAME = "canary-name-51b2.txt";

async function disk(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return Promise.all(files.map(async (file) => [file, (await readFile(file)).toString("latin1")]));
}

/** Everything that a script of this page could find later: both storages, IndexedDB, caches, the address and the document. */
function kept() {
  const list = async () => {
    const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href, JSON.stringify(history.state), document.documentElement.outerHTML, document.cookie];
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise((resolve, reject) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
      for (const store of db.objectStoreNames) {
        const rows = await new Promise((resolve) => (db.transaction(store).objectStore(store).getAll().onsuccess = (event) => resolve(event.target.result)));
        for (const row of rows) found.push(row instanceof Uint8Array ? new TextDecoder("latin1").decode(row) : JSON.stringify(row));
      }
      db.close();
    }
    return found.join("\n");
  };
  return list();
}

story("no canary is on the line, on the bank's disk, or kept in the browser", async ({ bank, front, phone }) => {
  const owner = await phone();
  const invite = await bank.invite("owner@example.com");
  await owner.page.goto(`${front.url}/?from-mail#invite=${invite}`);
  await owner.heading("Your invite");
  assert.equal(new URL(owner.page.url()).hash, "", "the invite is taken out of the address");
  await owner.page.goto(front.url);
  const kit = await begin(owner, bank, "canary@example.com");
  await owner.press("Put something in");
  await putIn(owner, { [NAME]: CONTENT });
  await owner.nav("Locker");
  await owner.press(/^Lock$/);
  await owner.nav("Items");
  await owner.press("Open my locker");
  await openWith(owner, "493817");
  await owner.page.getByText(NAME).waitFor();
  await owner.nav("Locker");
  await look(owner, "home");
  await owner.press(/^Lock$/);
  await owner.page.waitForTimeout(300);

  const canaries = [CONTENT, NAME, kit, kit.replaceAll("-", ""), "493817"];
  const other = await phone();
  await approve(bank, await openCase(other, "canary@example.com"));
  await letIn(other);
  await finish(other);
  await other.heading("Your wallet is back");

  const line = front.seen.map((entry) => `${entry.url}\n${entry.headers}\n${Buffer.concat(entry.body).toString("latin1")}`).join("\n");
  const here = `${await owner.page.evaluate(kept)}\n${await other.page.evaluate(kept)}`;
  // What is searched has what has to be there: so an empty search does not count as a clean one.
  assert.ok(line.includes("canary@example.com") && line.includes("/v1/"), "the line was recorded");
  assert.ok(here.includes("canary@example.com"), "the browser's own storage was read");
  assert.ok((await disk(bank.data)).some(([, content]) => content.includes("canary@example.com")), "the bank's disk was read");
  const said = [...owner.said, ...other.said].join("\n");
  for (const canary of canaries) {
    assert.ok(!said.includes(canary), `${canary} stood on the console`);
    assert.ok(!line.includes(canary), `${canary} went over the line`);
    assert.ok(!here.includes(canary), `${canary} is kept in the browser`);
    for (const [file, content] of await disk(bank.data)) assert.ok(!content.includes(canary), `${canary} is in ${file}`);
  }
  assert.ok(!/cookie/i.test(line), "no cookies");
});
