// An issuer and a wallet app of other makers: OpenID4VP by `@openid4vc/openid4vp`, SD-JWT VCs by `@sd-jwt`. Nothing of ours is in them.
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setGlobalConfig } from "@openid4vc/oauth2";
import { Openid4vpClient } from "@openid4vc/openid4vp";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import * as jose from "jose";

export const PID = "urn:eudi:pid:1";
// The bank of a story speaks plain HTTP, on loopback.
setGlobalConfig({ allowInsecureUrls: true });

const hasher = (data, alg) => new Uint8Array(createHash(alg.replace("-", "")).update(data).digest());
const sha256 = (text) => createHash("sha256").update(text).digest("base64url");
const didOf = (jwk) => `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString("base64url")}`;
const seconds = () => Math.floor(Date.now() / 1000);

/** A key, and what signs with it. */
export async function makeKey() {
  const { publicKey, privateKey } = await jose.generateKeyPair("ES256", { extractable: true });
  const jwk = await jose.exportJWK(publicKey);
  const sign = async (data) => Buffer.from(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, Buffer.from(data))).toString("base64url");
  return { jwk, sign };
}

/** Somebody who issues credentials, known by a `did:jwk`. */
export class Issuer {
  static async make() {
    const issuer = new Issuer();
    issuer.key = await makeKey();
    issuer.did = didOf(issuer.key.jwk);
    return issuer;
  }

  /** The entry of a bank's trust list for it, as TOML writes it. */
  trusted(name = "national-id") {
    const claims = '{ given_name = ["given_name"], family_name = ["family_name"], birth_date = ["birthdate"] }';
    return `{ name = "${name}", format = "dc+sd-jwt", kind = "${PID}", issuers = ["${this.did}"], claims = ${claims} }`;
  }

  issue(holder, claims, more = {}) {
    const instance = new SDJwtVcInstance({ signer: this.key.sign, signAlg: "ES256", hasher, hashAlg: "sha-256", saltGenerator: (length) => randomBytes(length).toString("base64url") });
    const payload = { iss: this.did, vct: PID, iat: seconds(), exp: seconds() + 86_400, cnf: { jwk: holder }, ...claims, ...more };
    return instance.issue(payload, { _sd: Object.keys(claims) }, { header: { kid: `${this.did}#0` } });
  }
}

/** A wallet app with one key and one credential, which trusts this bank's root. */
export class WalletApp {
  static async make(bank) {
    const app = new WalletApp();
    app.key = await makeKey();
    app.root = new X509Certificate(await readFile(`${bank.data}.keys/issuer-root.pem`));
    return app;
  }

  async take(issuer, claims, more) {
    this.credential = await issuer.issue(this.key.jwk, claims, more);
  }

  /** Fetches the request behind a link, and checks that whom it names has signed it. */
  async fetch(link) {
    this.client = new Openid4vpClient({ callbacks: { hash: hasher, fetch, verifyJwt: (signer, jwt) => verified(signer, jwt, this.root), getX509CertificateMetadata: names, decryptJwe: refuse, encryptJwe: refuse, signJwt: refuse } });
    const { params } = this.client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
    return this.client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: params });
  }

  /** Answers a request that was fetched; gives status and body. `change` may alter what is signed, and what is sent. */
  async answer(request, { binding = {}, sign = this.key.sign, shown, body } = {}) {
    const { authorizationRequestPayload: payload } = request;
    const query = payload.dcql_query.credentials.find((one) => one.meta.vct_values?.includes(PID));
    const presentation = body ? null : (shown ?? (await this.present(payload, binding, sign)));
    const { authorizationResponsePayload } = await this.client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: payload,
      authorizationResponsePayload: body ?? { vp_token: { [query.id]: [presentation] } },
    });
    const { response } = await this.client.submitOpenid4vpAuthorizationResponse({ authorizationRequestPayload: payload, authorizationResponsePayload });
    return { status: response.status, body: await response.json(), presentation };
  }

  /** Shows a Locker ID that this key holds, as it was issued. */
  async showLockerId(link, credential, { binding = {}, sign = this.key.sign } = {}) {
    const request = await this.fetch(link);
    const { client_id: aud, nonce } = request.authorizationRequestPayload;
    const instance = new SDJwtVcInstance({ hasher, hashAlg: "sha-256", kbSigner: sign, kbSignAlg: "ES256" });
    const shown = await instance.present(credential, {}, { kb: { payload: { iat: seconds(), aud, nonce, ...binding } } });
    return this.answer(request, { body: { vp_token: { "locker-id": [shown] } } });
  }

  present(request, binding, kbSigner) {
    const instance = new SDJwtVcInstance({ hasher, hashAlg: "sha-256", kbSigner, kbSignAlg: "ES256" });
    const kb = {
      iat: seconds(),
      aud: request.client_id,
      nonce: request.nonce,
      transaction_data_hashes: request.transaction_data.map(sha256),
      transaction_data_hashes_alg: "sha-256",
      ...binding,
    };
    return instance.present(this.credential, { given_name: true, family_name: true, birthdate: true }, { kb: { payload: kb } });
  }

  /** Opens a link and shows the credential, as an honest holder does. */
  async show(link) {
    return this.answer(await this.fetch(link));
  }
}

/** Whether a request is signed by the key that its client identifier stands for. */
async function verified(signer, { compact }, root) {
  const key = signer.method === "x5c" ? ofCertificate(signer.x5c, root) : ofDid(signer.didUrl);
  const good = key !== null && (await jose.compactVerify(compact, await jose.importJWK(key, "ES256")).then(() => true, () => false));
  return good ? { verified: true, signerJwk: key } : { verified: false };
}

/** A chain of one certificate below the root, which is not in it. */
function ofCertificate(chain, root) {
  const [leaf] = chain.map((one) => new X509Certificate(Buffer.from(one, "base64")));
  const inTime = Date.parse(leaf.validFrom) <= Date.now() && Date.now() < Date.parse(leaf.validTo);
  return chain.length === 1 && inTime && leaf.verify(root.publicKey) ? leaf.publicKey.export({ format: "jwk" }) : null;
}

function ofDid(url) {
  const [, encoded] = /^did:jwk:([\w-]+)#0$/.exec(url) ?? [];
  return encoded === undefined ? null : JSON.parse(Buffer.from(encoded, "base64url").toString());
}

function names(certificate) {
  const { subjectAltName } = new X509Certificate(Buffer.from(certificate, "base64"));
  const of = (kind) => subjectAltName.split(", ").filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length));
  return { sanDnsNames: of("DNS:"), sanUriNames: of("URI:") };
}

function refuse() {
  throw new Error("nothing of that is asked for here");
}
