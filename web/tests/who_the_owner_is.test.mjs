// Credentials of other issuers, from a wallet app of other makers: the owner has themselves known, and is let back in by that and an officer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bank } from "./kit/bank.mjs";
import { Owner } from "./kit/owner.mjs";
import { Issuer, WalletApp, makeKey } from "./kit/wallet_app.mjs";

const ANNA = { given_name: "Anna Maria", family_name: "Weiß", birthdate: "1979-03-31" };
const MINUTE = 60;

/** A bank that believes one issuer, and an owner whom it knows by a credential of theirs. */
function story(name, tell, settings = {}) {
  test(name, { timeout: 240_000 }, async () => {
    const issuer = await Issuer.make();
    const bank = await Bank.open({ identity: { trust: `[${issuer.trusted()}]` }, ...settings });
    try {
      const app = await WalletApp.make(bank);
      await app.take(issuer, ANNA);
      const owner = new Owner(bank, "old");
      await owner.settle(await bank.invite(owner.handle));
      await owner.run(["rehearse", "--pin-file", owner.pin]);
      await tell({ bank, issuer, app, owner });
    } finally {
      await bank.close();
    }
  });
}

async function bind(owner, app) {
  const asked = await owner.run(["identity", "bind"]);
  assert.equal(asked.state, "asked");
  const answer = await app.show(asked.link);
  return { asked, answer };
}

async function lost(bank) {
  const phone = new Owner(bank, "new");
  phone.pin = `${bank.folder}/pin.txt`;
  const { case: id, code } = await phone.recover();
  return { phone, id, code };
}

const present = (phone) => phone.run(["identity", "present"]);
const standing = (phone, asked) => phone.run(["identity", "check", asked.presentation], { allow: [4, 5] });

story("a credential and one officer let the owner back in, and the whole wallet with them", async ({ bank, app, owner }) => {
  const { asked, answer } = await bind(owner, app);
  assert.equal(answer.status, 200);
  assert.equal((await owner.run(["identity", "check", asked.presentation])).entry, "national-id");
  assert.deepEqual((await owner.run(["identity"])).bound.map((one) => one.entry), ["national-id"]);
  const { phone, id, code } = await lost(bank);
  const evidence = await present(phone);
  assert.equal((await standing(phone, evidence)).state, "asked");
  assert.equal((await app.show(evidence.link)).status, 200);
  assert.equal((await standing(phone, evidence)).state, "accepted");
  const [open] = await bank.cases();
  assert.equal(open.state, "approving", "a credential alone lets nobody in");
  assert.deepEqual(open.presented.map(({ entry, claims }) => ({ entry, claims })), [{ entry: "national-id", claims: 2 }]);
  await bank.approve(0, id, code);
  await phone.run(phone.goOn("out"));
  phone.isBack("out");
  const log = JSON.stringify(await phone.run(["log"]));
  assert.ok(log.includes("case-presented") && log.includes("identity-bound"), log);
});

story("names in other letters, capitals and another order are the same person", async ({ bank, issuer, app, owner }) => {
  await bind(owner, app);
  const { phone } = await lost(bank);
  const other = await WalletApp.make(bank);
  await other.take(issuer, { given_name: "MARIA ANNA", family_name: "WEISS", birthdate: "19790331" });
  const evidence = await present(phone);
  assert.equal((await other.show(evidence.link)).status, 200);
});

story("a good credential of somebody else does not count, and nobody but who asked learns why", async ({ bank, issuer, app, owner }) => {
  await bind(owner, app);
  const { phone } = await lost(bank);
  const thief = await WalletApp.make(bank);
  await thief.take(issuer, { ...ANNA, birthdate: "1980-01-01" });
  const evidence = await present(phone);
  const { status, body } = await thief.show(evidence.link);
  assert.equal(status, 400);
  assert.ok(!JSON.stringify(body).includes("owner"), JSON.stringify(body));
  const { error } = await standing(phone, evidence);
  assert.match(error.message, /does not say what the bank knows of this locker's owner/);
  assert.equal((await bank.cases())[0].state, "open", "nobody was told of it");
});

story("an unknown handle is asked, answered and refused in the same words", async ({ bank, app, owner }) => {
  await bind(owner, app);
  const nobody = new Owner(bank, "nobody", "nobody@example.com");
  await nobody.recover();
  const evidence = await present(nobody);
  assert.equal((await app.show(evidence.link)).status, 400);
  assert.match((await standing(nobody, evidence)).error.message, /the bank knows nothing yet/);
});

story("what is altered, replayed, of another occasion, late, early or unbound is refused, each in its words", async ({ bank, issuer, app, owner }) => {
  await bind(owner, app);
  const { phone } = await lost(bank);
  const ask = async () => {
    const evidence = await present(phone);
    return { evidence, request: await app.fetch(evidence.link) };
  };
  const now = Math.floor(Date.now() / 1000);
  const first = await ask();
  const kept = await app.present(first.request.authorizationRequestPayload, {}, app.key.sign);
  const stranger = await makeKey();
  const expired = await WalletApp.make(bank);
  expired.key = app.key;
  await expired.take(issuer, ANNA, { exp: now - 2 * MINUTE });
  const attacks = [
    ["a replay of what was made for another request", { shown: kept }, /another occasion/],
    ["another nonce", { binding: { nonce: "bm90aGluZw" } }, /another occasion/],
    ["another audience", { binding: { aud: "x509_san_dns:other.example" } }, /another occasion/],
    ["made five minutes ago", { binding: { iat: now - 5 * MINUTE } }, /clock/],
    ["made five minutes ahead", { binding: { iat: now + 5 * MINUTE } }, /clock/],
    ["the key of somebody else", { sign: stranger.sign }, /another key/],
    ["nothing of what it is for", { binding: { transaction_data_hashes: undefined } }, /did not confirm/],
    ["another transaction", { binding: { transaction_data_hashes: ["YQ"] } }, /did not confirm/],
    ["without key binding", { shown: app.credential }, /proof that it is yours/],
    ["expired", { shown: () => expired }, /expired/],
    ["altered", { shown: "altered" }, /altered|not of a form/],
  ];
  for (const [name, change, words] of attacks) {
    const { evidence, request } = await ask();
    const payload = request.authorizationRequestPayload;
    if (change.shown === "altered") {
      const good = await app.present(payload, {}, app.key.sign);
      change.shown = good.replace(/^([^.]+\.[^.]{20})(.)/, (_, before, letter) => before + (letter === "A" ? "B" : "A"));
    } else if (typeof change.shown === "function") {
      change.shown = await change.shown().present(payload, {}, app.key.sign);
    }
    const { status } = await app.answer(request, change);
    assert.equal(status, 400, name);
    assert.match((await standing(phone, evidence)).error.message, words, name);
  }
  assert.equal((await bank.cases())[0].state, "open", "nothing of it counted");
});

story("an issuer that the bank does not believe, and a case that it was not meant for", async ({ bank, app, owner }) => {
  await bind(owner, app);
  const other = await Issuer.make();
  const { phone } = await lost(bank);
  const forged = await WalletApp.make(bank);
  await forged.take(other, ANNA);
  const evidence = await present(phone);
  assert.equal((await forged.show(evidence.link)).status, 400);
  assert.match((await standing(phone, evidence)).error.message, /not accepted here/);
  const thief = new Owner(bank, "thief");
  await thief.recover();
  const [mine, theirs] = [await present(phone), await present(thief)];
  const request = await app.fetch(mine.link);
  const shown = await app.present(request.authorizationRequestPayload, {}, app.key.sign);
  const { status } = await app.answer(await app.fetch(theirs.link), { shown });
  assert.equal(status, 400);
  assert.match((await standing(thief, theirs)).error.message, /another occasion/);
  assert.equal((await app.answer(request, { shown })).status, 200, "where it was meant for it still counts");
});

story("a request is fetched once and answered once, by the wallet that fetched it", async ({ bank, app, owner }) => {
  const asked = await owner.run(["identity", "bind"]);
  const request = await app.fetch(asked.link);
  await assert.rejects(app.fetch(asked.link));
  const { response_uri: there } = request.authorizationRequestPayload;
  for (const state of [asked.presentation, "", "AAAA"]) {
    const body = new URLSearchParams({ state, error: "access_denied" });
    assert.equal((await fetch(there, { method: "POST", body })).status, 404, "who only saw the link ends nothing");
  }
  assert.equal((await app.answer(request)).status, 200);
  const again = await app.answer(request).then(({ status }) => status, () => 404);
  assert.equal(again, 404);
  const declined = await owner.run(["identity", "bind"]);
  const body = { error: "access_denied" };
  assert.equal((await app.answer(await app.fetch(declined.link), { body })).status, 200);
  assert.match((await standing(owner, declined)).error.message, /showed nothing/);
  assert.equal((await bank.cases()).length, 0);
});

story("p7: a thief with the unlocked phone, every credential on it and the mailbox neither gets in nor keeps the owner out", async ({ bank, issuer, app, owner }) => {
  await bind(owner, app);
  const thief = new Owner(bank, "thief");
  thief.pin = owner.pin;
  const theirs = await thief.recover();
  for (let n = 0; n < 3; n += 1) {
    await app.take(issuer, ANNA, { jti: `copy-${n}` });
    assert.equal((await app.show((await present(thief)).link)).status, 200);
  }
  const [open] = await bank.cases();
  assert.deepEqual([open.state, open.approvals, open.presented.length], ["approving", 1, 3], "three credentials are one piece of evidence");
  await thief.fails(thief.goOn("stolen"), [4]);
  const { phone, id, code } = await lost(bank);
  await owner.run(["veto", id]);
  assert.equal((await app.show((await present(phone)).link)).status, 400, "after a veto no credential counts");
  for (const officer of [0, 1]) await bank.approve(officer, id, code, ["--face-to-face"]);
  await phone.run(phone.goOn("out"));
  phone.isBack("out");
  await thief.fails(thief.goOn("stolen"), [5]);
  await owner.fails(owner.restore("late"), [5]);
  assert.ok(theirs.case !== id);
});

for (const prefix of ["x509_san_dns", "x509_hash", "decentralized_identifier"]) {
  story(`a wallet checks who asks by ${prefix}`, async ({ bank, app, owner, issuer }) => {
    await bank.again({ identity: { trust: `[${issuer.trusted()}]`, client_id: `"${prefix}"` } });
    const asked = await owner.run(["identity", "bind"]);
    assert.ok(decodeURIComponent(asked.link).includes(`client_id=${prefix}:`), asked.link);
    assert.equal((await app.show(asked.link)).status, 200);
  });
}

story("p7: after the first day another credential waits, and a device says no to it", async ({ bank, issuer, app, owner }) => {
  await bind(owner, app);
  const thief = await WalletApp.make(bank);
  await thief.take(issuer, { given_name: "Mallory", family_name: "Thief", birthdate: "1990-01-01" });
  await bind(owner, thief);
  const waiting = await owner.run(["identity"]);
  assert.equal(waiting.bound.length, 0, "with a first day of nothing both wait");
  assert.equal(waiting.pending.entry, "national-id");
  assert.equal((await owner.run(["identity", "stop"])).pending, null);
  await owner.fails(["identity", "stop"], [2]);
}, { changes: { first_day: '"0s"', wait: '"1h"' } });
