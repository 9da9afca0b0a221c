// An ordinary wallet app takes an offer of a Locker ID over OpenID4VCI 1.0. It needs no browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { Bank } from "./kit/bank.mjs";
import { Holder, opened, status } from "./kit/holder.mjs";

const bank = await Bank.open();
after(() => bank.close());
const root = await readFile(`${bank.data}.keys/issuer-root.pem`);
let customers = 0;

/** An offer by value to a new customer. */
async function offer() {
  const handle = `customer${++customers}@example.com`;
  const code = await bank.invite(handle);
  const grants = { "urn:ietf:params:oauth:grant-type:pre-authorized_code": { "pre-authorized_code": code } };
  const json = JSON.stringify({ credential_issuer: bank.url, credential_configuration_ids: ["locker-id"], grants });
  return { handle, code, link: `openid-credential-offer://?credential_offer=${encodeURIComponent(json)}` };
}

test("a wallet takes an offer, and holds a Locker ID for its own key", async () => {
  const { handle, link } = await offer();
  const holder = await Holder.open();
  const taken = await holder.take(link);
  assert.equal(taken.response.token_type, "DPoP");
  assert.equal(taken.metadata.originalDraftVersion, "V1");
  const key = await holder.key();
  const [credential] = await holder.credentials(taken, [key]);
  const locker = await opened(credential, root);
  assert.equal(locker.claims.vct, "urn:dlocker:locker-id:1");
  assert.equal(locker.claims.handle, handle);
  assert.deepEqual(locker.claims.cnf.jwk, key.publicJwk);
  assert.match(locker.leaf.subjectAltName, new RegExp(`URI:${locker.claims.iss}, DNS:localhost, IP Address:127.0.0.1`));
  assert.equal(await status(locker, root), 0);
});
