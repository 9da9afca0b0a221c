// An ordinary wallet app takes an offer of a Locker ID over OpenID4VCI 1.0, and so do those who should get none. It needs no browser.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { Bank } from "./kit/bank.mjs";
import { json } from "./kit/programs.mjs";
import { ask, Holder, jwt, newKey, now, opened, status } from "./kit/holder.mjs";

// Many wallets, one address.
const bank = await Bank.open({ limits: { enrolments_per_minute: 10_000 } });
after(() => bank.close());
const root = await readFile(`${bank.data}.keys/issuer-root.pem`);
const GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
const at = (name) => `${bank.url}/openid4vci/${name}`;
let customers = 0;
const customer = () => `customer${++customers}@example.com`;

/** An offer by value, of a plain invite, to a new customer. */
async function plain() {
  const code = await bank.invite(customer());
  const json = JSON.stringify({ credential_issuer: bank.url, credential_configuration_ids: ["locker-id"], grants: { [GRANT]: { "pre-authorized_code": code } } });
  return { code, link: `openid-credential-offer://?credential_offer=${encodeURIComponent(json)}` };
}

/** A wallet that has its access token, and everything that an honest credential request is made of. */
async function ready() {
  const { code, link } = await plain();
  const holder = await Holder.open();
  const taken = await holder.take(link);
  const key = await holder.key();
  const nonce = async () => (await ask(at("nonce"), "")).json.c_nonce;
  const request = async (proof, more = {}) => ({ credential_configuration_id: "locker-id", proofs: { jwt: [proof].flat() }, ...more });
  const headers = async (more = {}) => ({
    authorization: `DPoP ${taken.accessToken}`,
    dpop: await holder.dpop("POST", at("credential"), { accessToken: taken.accessToken, ...more }),
  });
  const send = async (proof, more) => ask(at("credential"), await request(proof, more), await headers());
  const proof = async (header = {}, claims = {}, by = key) =>
    jwt(by, { typ: "openid4vci-proof+jwt", ...header }, { aud: bank.url, iat: now(), nonce: await nonce(), ...claims });
  return { code, holder, taken, key, nonce, request, headers, send, proof };
}

const token = async (holder, form, more) =>
  ask(at("token"), new URLSearchParams({ grant_type: GRANT, ...form }), { dpop: await holder.dpop("POST", at("token"), more) });

test("a wallet takes an offer, and holds a Locker ID for its own key", async () => {
  const handle = customer();
  const offer = await bank.offer(handle);
  for (const link of [offer.offer_by_value, offer.offer]) {
    const holder = await Holder.open();
    const { credential_issuer, grants } = await holder.client.resolveCredentialOffer(link);
    assert.equal(credential_issuer, bank.url);
    assert.deepEqual(Object.keys(grants[GRANT].tx_code).sort(), ["description", "input_mode", "length"]);
  }
  const holder = await Holder.open();
  const taken = await holder.take(offer.offer, offer.tx_code);
  assert.equal(taken.response.token_type, "DPoP");
  assert.equal(taken.metadata.originalDraftVersion, "V1");
  assert.equal(taken.metadata.credentialIssuer.credential_issuer, bank.url);
  const key = await holder.key();
  const [credential] = await holder.credentials(taken, [key]);
  const locker = await opened(credential, root);
  assert.equal(locker.claims.vct, "urn:dlocker:locker-id:1");
  assert.equal(locker.claims.handle, handle);
  assert.deepEqual(locker.claims.cnf.jwk, key.publicJwk);
  assert.match(locker.leaf.subjectAltName, new RegExp(`URI:${locker.claims.iss}, DNS:localhost, IP Address:127.0.0.1`));
  assert.equal(await status(locker, root), 0);
  assert.equal((await fetch(new URL(offer.offer.split("credential_offer_uri=")[1].replaceAll("%3A", ":").replaceAll("%2F", "/")))).status, 404, "used");
});

test("the issuer signs what it says about itself for who asks for that", async () => {
  const holder = await Holder.open();
  holder.wantsSigned = true;
  const { signedCredentialIssuer, credentialIssuer } = await holder.client.resolveIssuerMetadata(bank.url);
  assert.equal(signedCredentialIssuer.jwt.payload.sub, bank.url);
  const unsigned = await (await fetch(`${bank.url}/.well-known/openid-credential-issuer`)).json();
  for (const [name, value] of Object.entries(unsigned)) assert.deepEqual(credentialIssuer[name], value, name);
});

test("a request that broke off is answered again, to the same key alone", async () => {
  const { code, holder, taken, key } = await ready();
  const [first] = await holder.credentials(taken, [key]);
  const [again] = await holder.credentials(taken, [key]);
  const ids = await Promise.all([first, again].map((one) => opened(one, root)));
  assert.deepEqual(ids[0].claims, ids[1].claims);
  const { status: ok, json } = await token(holder, { "pre-authorized_code": code });
  assert.equal(ok, 200, "a new token, because it is the same wallet");
  const later = { ...taken, accessToken: json.access_token };
  await holder.credentials(later, [key]);
  await assert.rejects(holder.credentials(later, [await holder.key()]), /invalid_proof/);
  const other = await Holder.open();
  assert.equal((await token(other, { "pre-authorized_code": code })).error, "invalid_grant", "another wallet");
});

test("five wrong transaction codes void an offer, and staff can make another", async () => {
  const handle = customer();
  const offer = await bank.offer(handle);
  const code = JSON.parse(decodeURIComponent(offer.offer_by_value.split("credential_offer=")[1])).grants[GRANT]["pre-authorized_code"];
  const holder = await Holder.open();
  const wrong = offer.tx_code === "000000" ? "000001" : "000000";
  const { link } = await plain();
  assert.equal((await token(holder, { "pre-authorized_code": code })).error, "invalid_grant", "none at all does not count");
  for (let tries = 0; tries < 4; tries += 1) assert.equal((await token(holder, { "pre-authorized_code": code, tx_code: wrong })).error, "invalid_grant");
  assert.equal((await token(holder, { "pre-authorized_code": code, tx_code: offer.tx_code })).status, 200, "the fifth is still free");
  assert.equal((await token(holder, { "pre-authorized_code": code, tx_code: wrong })).error, "invalid_grant");
  assert.equal((await token(holder, { "pre-authorized_code": code, tx_code: offer.tx_code })).error, "invalid_grant", "void");
  await assert.rejects(holder.client.resolveCredentialOffer(offer.offer), "not to be fetched either");
  await assert.rejects(holder.take(link, "123456"), /invalid_grant/, "one that nobody asked for");
  const another = await bank.offer(handle);
  const taken = await holder.take(another.offer, another.tx_code);
  await holder.credentials(taken, [await holder.key()]);
});

test("no token is given without a right code, grant and proof of a key", async () => {
  const { code } = await plain();
  const holder = await Holder.open();
  const good = { "pre-authorized_code": code };
  const refused = async (answer, status, error, what) => {
    const { status: is, error: says, json } = await answer;
    assert.deepEqual([is, says], [status, error], `${what}: ${JSON.stringify(json)}`);
  };
  await refused(token(holder, { "pre-authorized_code": "a".repeat(32) }), 400, "invalid_grant", "an unknown code");
  await refused(token(holder, { "pre-authorized_code": "short" }), 400, "invalid_grant", "no code of ours");
  await refused(token(holder, {}), 400, "invalid_grant", "none");
  await refused(token(holder, { ...good, grant_type: "authorization_code" }), 400, "unsupported_grant_type", "another grant");
  const form = new URLSearchParams({ grant_type: GRANT, ...good });
  await refused(ask(at("token"), form), 400, "invalid_dpop_proof", "no DPoP");
  const twice = new URLSearchParams([...form, ["pre-authorized_code", code]]);
  await refused(ask(at("token"), twice, { dpop: await holder.dpop("POST", at("token")) }), 400, "invalid_request", "two codes");
  await refused(ask(at("token"), { grant_type: GRANT, ...good }, { dpop: await holder.dpop("POST", at("token")) }), 400, "invalid_request", "JSON");
  const other = await newKey();
  const d = { ...holder.dpopKey.publicJwk, d: "AAAA" };
  for (const [what, more] of Object.entries({
    "another address": { claims: { htu: at("credential") } },
    "another method": { claims: { htm: "GET" } },
    "a minute ago": { claims: { iat: now() - 65 } },
    "in a minute": { claims: { iat: now() + 65 } },
    "an access token": { claims: { ath: "AAAA" } },
    "no jti": { claims: { jti: undefined } },
    "a long jti": { claims: { jti: "a".repeat(257) } },
    "another type": { header: { typ: "jwt" } },
    "another key": { header: { jwk: other.publicJwk } },
    "a private key": { header: { jwk: d } },
    "no key": { header: { jwk: undefined } },
  })) {
    await refused(token(holder, good, more), 400, "invalid_dpop_proof", what);
  }
  const proof = await holder.dpop("POST", at("token"));
  await refused(ask(at("token"), form, { dpop: `${proof.slice(0, -2)}AA` }), 400, "invalid_dpop_proof", "an altered one");
  await refused(ask(at("token"), form, { dpop: "x".repeat(5000) }), 400, "invalid_dpop_proof", "a huge one");
  assert.equal((await ask(at("token"), form, { dpop: proof })).status, 200);
  await refused(ask(at("token"), form, { dpop: proof }), 400, "invalid_dpop_proof", "the same again");
});

test("no Locker ID is issued without the bound token and a fresh proof of the key", async () => {
  const one = await ready();
  const other = await ready();
  const refused = async (answer, error, what, status = 400) => {
    const { status: is, error: says, json, challenge } = await answer;
    assert.deepEqual([is, says], [status, error], `${what}: ${JSON.stringify(json)}`);
    assert.equal(challenge, status === 401 ? `DPoP error="${error}", algs="ES256"` : null, what);
  };
  const body = async () => one.request(await one.proof());
  const headers = await one.headers();
  const without = (name) => Object.fromEntries(Object.entries(headers).filter(([header]) => header !== name));
  await refused(ask(at("credential"), await body(), without("dpop")), "invalid_dpop_proof", "no DPoP", 401);
  await refused(ask(at("credential"), await body(), without("authorization")), "invalid_token", "no token", 401);
  await refused(ask(at("credential"), await body(), { authorization: `Bearer ${one.taken.accessToken}` }), "invalid_token", "as a bearer", 401);
  const stolen = { authorization: `DPoP ${one.taken.accessToken}`, dpop: await other.holder.dpop("POST", at("credential"), { accessToken: one.taken.accessToken }) };
  await refused(ask(at("credential"), await body(), stolen), "invalid_token", "a stolen token", 401);
  await refused(ask(at("credential"), await body(), await one.headers({ accessToken: other.taken.accessToken })), "invalid_dpop_proof", "another ath", 401);
  await refused(ask(at("credential"), await body(), await one.headers({ claims: { ath: undefined } })), "invalid_dpop_proof", "no ath", 401);

  await refused(one.send([]), "invalid_proof", "no proof");
  await refused(one.send(await one.proof(), { proofs: { ldp_vp: [] } }), "invalid_credential_request", "another type of proof");
  await refused(one.send(await one.proof(), { credential_configuration_id: "passport" }), "unknown_credential_configuration", "another credential");
  await refused(one.send(await one.proof(), { credential_configuration_id: undefined }), "invalid_credential_request", "none");
  await refused(one.send(await one.proof(), { credential_identifier: "x" }), "invalid_credential_request", "two names");
  await refused(one.send(await one.proof(), { credential_response_encryption: {} }), "invalid_credential_request", "encrypted");
  const keys = await Promise.all(Array.from({ length: 5 }, newKey));
  await refused(one.send(await Promise.all(keys.map((key) => one.proof({ jwk: key.publicJwk }, {}, key)))), "invalid_credential_request", "five keys");
  await refused(one.send([await one.proof(), await one.proof()]), "invalid_proof", "one key twice");
  for (const [what, header, claims] of [
    ["another issuer", {}, { aud: "https://other.example" }],
    ["issuers", {}, { aud: [bank.url] }],
    ["made a minute ago", {}, { iat: now() - 65 }],
    ["made in a minute", {}, { iat: now() + 65 }],
    ["made in 1970", {}, { iat: 1 }],
    ["another type", { typ: "jwt" }, {}],
    ["another key", { jwk: other.key.publicJwk }, {}],
    ["no key", { jwk: undefined }, {}],
    ["two keys", { kid: "did:jwk:e30#0" }, {}],
    ["no nonce", {}, { nonce: undefined }],
  ]) {
    await refused(one.send(await one.proof(header, claims)), "invalid_proof", what);
  }
  const request = (await (await fetch(`${bank.url}/v1/nonces`, { method: "POST" })).json()).nonce;
  for (const nonce of ["", "x", `${await one.nonce()}A`, request]) await refused(one.send(await one.proof({}, { nonce })), "invalid_nonce", `the nonce ${nonce}`);

  const used = await one.proof();
  const answered = await one.send(used);
  assert.equal(answered.status, 200, JSON.stringify(answered.json));
  await refused(one.send(used), "invalid_nonce", "a proof that was used");
  await refused(one.send(await one.proof({ jwk: other.key.publicJwk }, {}, other.key)), "invalid_proof", "another key after the first");
  const again = await one.headers();
  assert.equal((await ask(at("credential"), await body(), again)).status, 200);
  await refused(ask(at("credential"), await body(), again), "invalid_dpop_proof", "a DPoP proof that was used", 401);
});

test("a key named by did:jwk gets its Locker ID", async () => {
  const one = await ready();
  const did = `did:jwk:${Buffer.from(JSON.stringify(one.key.publicJwk)).toString("base64url")}`;
  for (const kid of [did, `${did}#0`]) assert.equal((await one.send(await one.proof({ jwk: undefined, kid }))).status, 200, kid);
});

test("a wallet says what became of the Locker ID", async () => {
  const { holder, taken, key } = await ready();
  const url = at("notification");
  const tell = async (body) => ask(url, body, { authorization: `DPoP ${taken.accessToken}`, dpop: await holder.dpop("POST", url, { accessToken: taken.accessToken }) });
  assert.equal((await tell({ notification_id: "early", event: "credential_accepted" })).error, "invalid_notification_id");
  await holder.credentials(taken, [key]);
  const { metadata: issuerMetadata, accessToken, dpop, notificationId } = taken;
  await holder.client.sendNotification({ issuerMetadata, accessToken, dpop, notification: { notificationId, event: "credential_accepted" } });
  assert.equal((await tell({ notification_id: notificationId, event: "credential_deleted" })).status, 204);
  assert.equal((await tell({ notification_id: notificationId, event: "eaten" })).error, "invalid_notification_request");
  assert.equal((await tell({ notification_id: `${notificationId}x`, event: "credential_deleted" })).error, "invalid_notification_id");
});

test("the keys of a batch are candidates for one seat, each with a Locker ID of its own", async () => {
  const { link } = await plain();
  const holder = await Holder.open();
  const taken = await holder.take(link);
  const keys = await Promise.all(Array.from({ length: 4 }, () => holder.key()));
  const credentials = await holder.credentials(taken, keys);
  const ids = await Promise.all(credentials.map((one) => opened(one, root)));
  assert.deepEqual(ids.map(({ claims }) => claims.cnf.jwk), keys.map(({ publicJwk }) => publicJwk));
  assert.equal(new Set(ids.map(({ claims }) => claims.sub)).size, 1, "of one locker");
  assert.equal(new Set(ids.map(({ claims }) => claims.status.status_list.idx)).size, 4, "each with a place of its own");
  assert.deepEqual(await Promise.all(ids.map((one) => status(one, root))), [0, 0, 0, 0]);
  await assert.rejects(holder.credentials(taken, [await holder.key()]), /invalid_proof/, "no fifth key later");
});

test("the owner's own program takes an offer, by reference with its digits", async () => {
  const handle = customer();
  const offer = await bank.offer(handle);
  const home = ["--home", join(bank.folder, "of-an-offer")];
  const file = join(bank.folder, "digits.txt");
  await writeFile(file, "12345x\n");
  const wrong = await json("dlocker", [...home, "enrol", "--offer", offer.offer, "--tx-code-file", file], { allow: [5] });
  assert.equal(wrong.error.code, "invite");
  await writeFile(file, `${offer.tx_code}\n`);
  const done = await json("dlocker", [...home, "enrol", "--offer", offer.offer, "--tx-code-file", file]);
  assert.equal(done.handle, handle);
  assert.equal((await json("dlocker", [...home, "status"])).handle, handle);
});
