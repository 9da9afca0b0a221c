// Credentials of other issuers, from a wallet app of other makers: the owner has themselves known, and is let back in by that and an officer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bank } from "./kit/bank.mjs";
import { Owner } from "./kit/owner.mjs";
import { Issuer, WalletApp, makeKey, post } from "./kit/wallet_app.mjs";

const ANNA = { given_name: "Anna Maria", family_name: "Weiß", birthdate: "1979-03-31" };
const MINUTE = 60;

/** A bank that believes one issuer, and an owner whom it knows by a credential of theirs. */
function story(name, tell, settings = {}) {
  test(name, { timeout: 240_000 }, async () => {
    const issuer = await Issuer.make();
    const { identity, ...others } = settings;
    const bank = await Bank.open({ identity: { trust: `[${issuer.trusted()}]`, ...identity }, ...others });
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

for (const enc of ["A128GCM", "A256GCM"]) {
  story(`an answer is encrypted to the key of its request, with ${enc}`, async ({ bank, app, owner }) => {
    const keys = [];
    for (let n = 0; n < 2; n += 1) {
      const request = await app.fetch((await owner.run(["identity", "bind"])).link);
      const { response_mode: mode, client_metadata: metadata } = request.authorizationRequestPayload;
      assert.equal(mode, "direct_post.jwt");
      assert.deepEqual(metadata.encrypted_response_enc_values_supported, ["A128GCM", "A256GCM"]);
      assert.equal(metadata.jwks.keys.length, 1);
      const [{ kty, crv, use, alg, kid, d }] = metadata.jwks.keys;
      assert.deepEqual([kty, crv, use, alg, d], ["EC", "P-256", "enc", "ECDH-ES", undefined]);
      keys.push(kid);
      assert.equal((await app.answer(request, { enc })).status, 200);
    }
    assert.notEqual(keys[0], keys[1], "each request has a key of its own");
    assert.deepEqual((await owner.run(["identity"])).bound.map((one) => one.entry), ["national-id"]);
    const { phone } = await lost(bank);
    assert.equal((await app.show((await present(phone)).link)).status, 200);
  });
}

story("a bank may ask for plain answers, and then takes no encrypted one", async ({ app, owner }) => {
  const asked = await owner.run(["identity", "bind"]);
  const request = await app.fetch(asked.link);
  const { response_mode: mode, client_metadata: metadata } = request.authorizationRequestPayload;
  assert.deepEqual([mode, metadata.jwks, metadata.encrypted_response_enc_values_supported], ["direct_post", undefined, undefined]);
  const { jwk } = await makeKey();
  const { status, body } = await post(request, { response: await app.sealed(request, { to: { ...jwk, kid: "any" } }) });
  assert.deepEqual([status, body.code], [400, "malformed"]);
  assert.match(body.detail, /still waits.*plain/);
  assert.equal((await app.answer(request)).status, 200, "the request was not used up");
  assert.equal((await standing(owner, asked)).state, "accepted");
}, { identity: { response_mode: '"direct_post"' } });

story("an answer that is not encrypted as was asked ends nothing, and the honest one is still taken", async ({ app, owner }) => {
  const asked = await owner.run(["identity", "bind"]);
  const request = await app.fetch(asked.link);
  const other = await app.fetch((await owner.run(["identity", "bind"])).link);
  const [theirs] = other.authorizationRequestPayload.client_metadata.jwks.keys;
  const [ours] = request.authorizationRequestPayload.client_metadata.jwks.keys;
  const good = await app.sealed(request);
  const flipped = (part) => good.split(".").map((text, n) => (n === part ? text.replace(/^(.{4})(.)/, (_, before, letter) => before + (letter === "A" ? "B" : "A")) : text)).join(".");
  /** A good seal under a header that says more than the library would write. */
  const under = (more) => {
    const [header, ...rest] = good.split(".");
    const said = { ...JSON.parse(Buffer.from(header, "base64url").toString()), ...more };
    return [Buffer.from(JSON.stringify(said)).toString("base64url"), ...rest].join(".");
  };
  const attacks = {
    "an answer to another request": await app.sealed(other),
    "encrypted to the key of another request": await app.sealed(request, { to: theirs }),
    "encrypted to the key of another request under this one's kid": await app.sealed(request, { to: { ...theirs, kid: ours.kid } }),
    "another kid": await app.sealed(request, { header: { kid: "another" } }),
    "another alg": await app.sealed(request, { header: { alg: "ECDH-ES+A128KW" } }),
    "another enc": await app.sealed(request, { header: { enc: "A128CBC-HS256" } }),
    "A192GCM": await app.sealed(request, { header: { enc: "A192GCM" } }),
    "crit": await app.sealed(request, { header: { crit: ["exp"], exp: 1 } }),
    "zip": under({ zip: "DEF" }),
    "alg none": under({ alg: "none" }),
    "another epk": under({ epk: { kty: "EC", crv: "P-256", x: theirs.x, y: theirs.y } }),
    "a header with more in it": under({ more: "x" }),
    "cut": good.slice(0, -8),
    "cut in the middle": good.split(".").slice(0, 3).join("."),
    "nothing": "",
    "a signed JWT": good.split(".").slice(2).join("."),
  };
  for (const part of [0, 2, 3, 4]) attacks[`part ${part} flipped`] = flipped(part);
  for (const [name, response] of Object.entries(attacks)) {
    const { status, body } = await post(request, { response, state: request.authorizationRequestPayload.state });
    assert.deepEqual([status, body.code], [400, "malformed"], name);
    assert.match(body.detail, /Nothing was counted and the request still waits/, name);
  }
  const state = await post(request, { response: await app.sealed(request, { more: { state: "another" } }) });
  assert.deepEqual([state.status, state.body.code], [404, "not-found"], "another state in it");
  const long = await post(request, { response: "A".repeat(200_000) });
  assert.deepEqual([long.status, long.body.code], [413, "too-large"]);
  const both = await post(request, { response: good, ...(await app.plain(request)) });
  assert.equal(both.status, 400, "encrypted and plain at once");
  assert.equal((await standing(owner, asked)).state, "fetched");
  assert.equal((await post(request, { response: good })).status, 200, "the request was not used up");
  assert.equal((await standing(owner, asked)).state, "accepted");
  assert.equal((await post(request, { response: good })).status, 404, "and is taken once");
  assert.equal((await app.answer(other)).status, 200);
});

story("a plain answer to a request for an encrypted one does not count, and a plain no does", async ({ app, owner }) => {
  const asked = await owner.run(["identity", "bind"]);
  const request = await app.fetch(asked.link);
  const plain = await app.plain(request);
  assert.equal((await post(request, { ...plain, state: "another" })).status, 404, "without the state it ends nothing");
  assert.equal((await post(request, plain)).status, 400);
  assert.match((await standing(owner, asked)).error.message, /not answer in the way that was asked for \(it is not encrypted\)/);
  assert.deepEqual((await owner.run(["identity"])).bound, []);
  assert.equal((await app.answer(request).then(({ status }) => status, () => 404)), 404, "it was answered, as by any other bad answer of the wallet that fetched it");
  for (const encrypted of [false, true]) {
    const declined = await owner.run(["identity", "bind"]);
    const no = await app.fetch(declined.link);
    const { state } = no.authorizationRequestPayload;
    const fields = { error: "access_denied", state };
    const body = encrypted ? { response: await app.sealed(no, { more: { ...fields, vp_token: undefined } }) } : fields;
    assert.equal((await post(no, body)).status, 200);
    assert.match((await standing(owner, declined)).error.message, /showed nothing/);
  }
});

story("what is wrong inside an encrypted answer is refused as in a plain one", async ({ app, owner }) => {
  for (const vp_token of ["{}", {}, { "national-id": [] }, { other: ["a"] }, { "national-id": ["a", "b"] }, { "national-id": ["a.b.c~"] }]) {
    const asked = await owner.run(["identity", "bind"]);
    const request = await app.fetch(asked.link);
    const { status } = await post(request, { response: await app.sealed(request, { more: { vp_token } }) });
    assert.equal(status, 400, JSON.stringify(vp_token));
    assert.equal((await standing(owner, asked)).error !== undefined, true);
  }
});

story("a request that was asked for before the setting changed is answered as it was asked", async ({ bank, app, owner, issuer }) => {
  const asked = await owner.run(["identity", "bind"]);
  const request = await app.fetch(asked.link);
  await bank.again({ identity: { trust: `[${issuer.trusted()}]`, response_mode: '"direct_post"' } });
  assert.equal((await app.answer(request)).status, 200);
  assert.equal((await standing(owner, asked)).state, "accepted");
});

story("who only saw the link ends nothing with a body that is no answer", async ({ app, owner }) => {
  const asked = await owner.run(["identity", "bind"]);
  const request = await app.fetch(asked.link);
  const { response_uri: there } = request.authorizationRequestPayload;
  for (const body of ["", "state", "vp_token=%", "a=1&a=2", "\u00ff"]) {
    const response = await fetch(there, { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded" } });
    assert.ok([400, 404].includes(response.status), body);
    assert.equal((await standing(owner, asked)).state, "fetched", body);
  }
  assert.equal((await app.answer(request)).status, 200);
});

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

const RULE = { recovery: { wait: '"72h"', wait_min: '"1h"' }, changes: { wait: '"0s"' } };

story("by the owner's rule nobody waits where an officer who sees them and a credential agree", async ({ bank, app, owner }) => {
  await bind(owner, app);
  const set = (...words) => owner.run(["policy", "set", ...words, "--unlock-pin-file", owner.pin]);
  assert.deepEqual((await set("recovery-from", "officer,credential", "recovery-wait-agreed", "0s")).evidence.chosen, { needed: 2, from: ["officer", "credential"], wait_agreed: 0 });
  const { phone, id, code } = await lost(bank);
  await app.show((await present(phone)).link);
  await bank.approve(0, id, code);
  assert.equal((await bank.cases())[0].state, "waiting", "an officer who was only called is no reason to hurry");
  await bank.approve(0, id, code, ["--face-to-face"]);
  assert.equal((await bank.cases())[0].state, "ready");
  await phone.run(phone.goOn("out"));
  phone.isBack("out");
}, RULE);

story("by the owner's rule credentials count for nothing, and two officers who see them are still enough", async ({ bank, app, owner }) => {
  await bind(owner, app);
  await owner.run(["policy", "set", "recovery-needs", "3", "recovery-from", "officer", "--unlock-pin-file", owner.pin]);
  const { phone, id, code } = await lost(bank);
  await app.show((await present(phone)).link);
  await bank.approve(0, id, code);
  const [one] = await bank.cases();
  assert.deepEqual([one.state, one.approvals], ["approving", 1]);
  await bank.approve(0, id, code, ["--face-to-face"]);
  await bank.approve(1, id, code, ["--face-to-face"]);
  assert.equal((await bank.cases())[0].state, "ready");
  await phone.run(phone.goOn("out"));
  phone.isBack("out");
});
