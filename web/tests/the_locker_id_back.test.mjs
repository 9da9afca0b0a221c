// An ordinary wallet app that was given a Locker ID presents it back over OpenID4VP 1.0, and its key is admitted. It needs no browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { Bank } from "./kit/bank.mjs";
import { Holder, opened, status } from "./kit/holder.mjs";
import { WalletApp, makeKey } from "./kit/wallet_app.mjs";

const bank = await Bank.open();
after(() => bank.close());
const root = await readFile(`${bank.data}.keys/issuer-root.pem`);

/** A wallet that holds Locker IDs for so many keys of one new customer. */
async function holding(handle, keys) {
  const offer = await bank.offer(handle);
  const holder = await Holder.open();
  const taken = await holder.take(offer.offer, offer.tx_code);
  const own = await Promise.all(Array.from({ length: keys }, () => holder.key()));
  const credentials = await holder.credentials(taken, own);
  const app = await WalletApp.make(bank);
  const lockers = await Promise.all(credentials.map((credential) => opened(credential, root)));
  return { app, credentials, lockers, own, locker: lockers[0].claims.sub };
}

const signing = ({ privateKey }) => async (data) => {
  const signed = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, Buffer.from(data));
  return Buffer.from(signed).toString("base64url");
};

/** With another letter in the middle of the issuer's signature. */
function altered(credential) {
  const at = credential.indexOf("~") - 40;
  return credential.slice(0, at) + (credential[at] === "A" ? "B" : "A") + credential.slice(at + 1);
}

async function link(locker) {
  const response = await fetch(`${bank.url}/v1/lockers/${locker}/admissions`, { method: "POST" });
  return { status: response.status, ...(await response.json()) };
}

const devices = async (handle) => (await bank.locker(handle)).devices.map(({ state }) => state).sort();

test("of two keys of one seat the first that is presented is admitted, and the other is out for good", async () => {
  const { app, credentials, lockers, own, locker } = await holding("batch@example.com", 2);
  assert.deepEqual(await devices("batch@example.com"), ["issued", "issued"]);
  const asked = await link(locker);
  const { status: took } = await app.showLockerId(asked.link, credentials[1], { sign: signing(own[1]) });
  assert.equal(took, 200);
  assert.deepEqual(await devices("batch@example.com"), ["active", "replaced"]);
  assert.deepEqual([await status(lockers[0], root), await status(lockers[1], root)], [1, 0]);
  assert.equal((await link(locker)).status, 404, "nobody waits to be admitted any more");
});

test("a Locker ID in other hands, of another locker, for another occasion or without its key admits nobody", async () => {
  const one = await holding("one@example.com", 1);
  const other = await holding("other@example.com", 1);
  const thief = await makeKey();
  const sign = signing(one.own[0]);
  const minute = 60;
  const now = Math.floor(Date.now() / 1000);
  for (const [name, credential, how] of [
    ["another key", one.credentials[0], { sign: thief.sign }],
    ["of another locker", other.credentials[0], { sign: signing(other.own[0]) }],
    ["another nonce", one.credentials[0], { sign, binding: { nonce: "bm90aGluZw" } }],
    ["another audience", one.credentials[0], { sign, binding: { aud: "x509_hash:AAAA" } }],
    ["old", one.credentials[0], { sign, binding: { iat: now - 5 * minute } }],
    ["ahead", one.credentials[0], { sign, binding: { iat: now + 5 * minute } }],
    ["altered", altered(one.credentials[0]), { sign }],
  ]) {
    const asked = await link(one.locker);
    assert.equal((await one.app.showLockerId(asked.link, credential, how)).status, 400, name);
  }
  assert.deepEqual(await devices("one@example.com"), ["issued"]);
  assert.deepEqual(await devices("other@example.com"), ["issued"]);
});

test("a locker where nobody waits looks like one that is not there", async () => {
  const unknown = await link("locker-aaaaaaaaaaaaaaaaaaaaaaaaaa");
  assert.equal(unknown.status, 404);
  assert.equal(unknown.link, undefined);
});
