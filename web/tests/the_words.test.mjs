// What the page makes of amounts, sentences and links.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { root } from "./kit/programs.mjs";
import { withSource } from "./kit/source.mjs";

test("spans, sizes and sentences read as people say them", async () => {
  await withSource(async (load) => {
    const { span, size } = await load("words/amounts.ts");
    assert.equal(span(72 * 3600), "3 days");
    assert.equal(span(3600 + 61), "1 hour 1 minute");
    assert.equal(span(1), "1 second");
    assert.equal(span(0), "no time");
    assert.equal(size(999), "999 bytes");
    assert.equal(size(1_500_000), "1.5 MB");
    const { plainly } = await load("words/plainly.ts");
    const id = "case-jiscwjddt47xs2n7in72bch3ga";
    assert.equal(plainly(`Somebody asked; if it is not you: dlocker veto ${id}`), "Somebody asked. If it is not you, say no on the first screen of your locker.");
    assert.equal(plainly("It waits; if it was not you: dlocker identity stop"), "It waits. If it was not you, stop it under More, How your bank knows you.");
    assert.equal(plainly("There is none. See: dlocker snapshots."), "There is none. Look under More, Earlier backups.");
    assert.equal(plainly("New keys. Unlock it once here, say with: dlocker rehearse. Then back up again."), "New keys. Open it once from here, under More, Rehearse. Then back up again.");
    assert.equal(plainly("Nothing was changed. Open it, say with `dlocker rehearse`, and ask again."), "Nothing was changed. Open it, and ask again.");
    assert.equal(plainly("A locker is yours. Next, add a key: dlocker method add kit --out kit.txt, or pin, or passphrase."), "A locker is yours. Look under More, Your keys.");
    assert.equal(plainly("Restore it (dlocker snapshots, dlocker restore --snapshot)."), "Restore it (look under More, Earlier backups).");
    assert.equal(plainly("Nothing stands there. Do it: dlocker unheard-of ID."), "Nothing stands there.");
    assert.equal(plainly("This device opened the locker, opening 1 with the pin (method-qm7c2wqbmpgklkl6fn5cor63au)."), "This device opened the locker, opening 1 with the PIN.");
    assert.equal(plainly(`The recovery ${id} was closed.`), "The recovery case-jisc… was closed.");
  });
});

/** Sentences that may reach the page and advise a command, with something in each of their gaps. What is mailed does not reach it. */
async function advising() {
  const files = async (folder) => (await readdir(`${root}crates/${folder}`, { recursive: true })).filter((name) => name.endsWith(".rs")).map((name) => `${root}crates/${folder}/${name}`);
  const all = [await files("dlocker-bank/src"), await files("dlocker-client/src"), await files("dlocker-wallet/src/warning"), await files("dlocker-commands/src/words")].flat();
  const found = [];
  for (const file of all.filter((name) => !/tests|\/telling\//.test(name))) {
    const [code] = (await readFile(file, "utf8")).split("#[cfg(test)]");
    const literals = code.replace(/^\s*\/\/.*$/gm, "").matchAll(/"((?:[^"\\]|\\.)*)"/g);
    for (const [, text] of literals) if (/\bdlocker [a-z]/.test(text)) found.push(text.replace(/\{\w*\}/g, "case-jiscwjddt47xs2n7in72bch3ga"));
  }
  return found;
}

test("no sentence on the page advises a command", async () => {
  const sentences = await advising();
  assert.ok(sentences.length >= 6, `${sentences.length} sentences advise one`);
  await withSource(async (load) => {
    const { plainly } = await load("words/plainly.ts");
    assert.deepEqual(sentences.map(plainly).filter((sentence) => /\bdlocker [a-z]/.test(sentence)), []);
  });
});

test("an invite is read from a code, from a link of this page, and from one of another host", async () => {
  globalThis.location = new URL("https://page.example/");
  await withSource(async (load) => {
    const { isOffer, readInvite, readJoin } = await load("start/link.ts");
    assert.deepEqual(readInvite(" ABCD-EFGH "), { invite: "ABCD-EFGH", bank: null });
    assert.deepEqual(readInvite("https://bank.example/#invite=ABCD"), { invite: "ABCD", bank: "https://bank.example" });
    assert.deepEqual(readInvite("https://page.example/#invite=ABCD&bank=https%3A%2F%2Fbank.example"), { invite: "ABCD", bank: "https://bank.example" });
    const offer = "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fbank.example%2F%23invite%3DABCD";
    assert.deepEqual(readInvite(` ${offer} `), { invite: offer, bank: null });
    assert.ok(isOffer(` ${offer}`) && !isOffer("https://bank.example/#invite=openid-credential-offer://"));
    assert.equal(readJoin("https://page.example/#join=a%3Ab%23c"), "a:b#c");
    assert.equal(readJoin(" a:b "), "a:b");
  });
});

test("every kind of thing that is recognised has a name for its owner", async () => {
  const source = await readFile(`${root}crates/dlocker-wallet/src/item/kind.rs`, "utf8");
  const known = [...source.matchAll(/^    \(Kind::\w+, "([a-z0-9-]+)"\),$/gm)].map(([, name]) => name);
  assert.ok(known.length >= 60, `${known.length} kinds are in the table`);
  await withSource(async (load) => {
    const { kinds } = await load("words/en/kinds.ts");
    assert.deepEqual(known.filter((name) => !(name in kinds)), []);
  });
});
