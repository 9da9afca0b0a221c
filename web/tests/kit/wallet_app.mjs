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
    this.client = new Openid4vpClient({ callbacks: { hash: hasher, fetch, verifyJwt: (signer, jwt) => verified(signer, jwt, this.root), getX509CertificateMetadata: names, decryptJwe: refuse, encryptJwe: encrypt, signJwt: refuse } });
    const { params } = this.client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
    return this.client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: params });
  }

  /** Answers a request that was fetched, in the way that it asks for; gives status and body. `change` may alter what is signed, and what is sent. */
  async answer(request, { binding = {}, sign = this.key.sign, shown, body, enc = "A128GCM" } = {}) {
    const { authorizationRequestPayload: payload } = request;
    const presentation = body ? null : (shown ?? (await this.present(payload, binding, sign)));
    const { authorizationResponsePayload, jarm } = await this.client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: payload,
      authorizationResponsePayload: body ?? this.token(payload, presentation),
      jarm: payload.response_mode === "direct_post.jwt" ? encryption(enc) : undefined,
    });
    const { response } = await this.client.submitOpenid4vpAuthorizationResponse({ authorizationRequestPayload: payload, authorizationResponsePayload, jarm });
    return { status: response.status, body: await response.json(), presentation };
  }

  token({ dcql_query }, presentation) {
    const query = dcql_query.credentials.find((one) => one.meta.vct_values?.includes(PID));
    return { vp_token: { [query.id]: [presentation] } };
  }

  /** The honest answer to a request, encrypted to `to` (its own key) with another header or other parameters; not sent. */
  async sealed({ authorizationRequestPayload: payload }, { header = {}, more = {}, to } = {}) {
    const key = to ?? payload.client_metadata.jwks.keys[0];
    const presentation = await this.present(payload, {}, this.key.sign);
    const parameters = { ...this.token(payload, presentation), state: payload.state, ...more };
    const encoded = new TextEncoder().encode(JSON.stringify(parameters));
    const sealing = new jose.CompactEncrypt(encoded).setProtectedHeader({ alg: "ECDH-ES", enc: "A128GCM", kid: key.kid, ...header });
    return sealing.encrypt(await jose.importJWK(key, header.alg ?? "ECDH-ES"), { crit: { exp: true } });
  }

  /** The honest answer in plain, whatever was asked for; not sent. */
  async plain({ authorizationRequestPayload: payload }) {
    const presentation = await this.present(payload, {}, this.key.sign);
    return { vp_token: JSON.stringify(this.token(payload, presentation).vp_token), state: payload.state };
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

/** Posts these fields where a request wants its answer; gives status and body. */
export async function post({ authorizationRequestPayload: { response_uri } }, fields) {
  const response = await fetch(response_uri, { method: "POST", body: new URLSearchParams(fields) });
  return { status: response.status, body: await response.json() };
}

/** How this wallet encrypts its answers. */
function encryption(enc) {
  const serverMetadata = { authorization_encryption_alg_values_supported: ["ECDH-ES"], authorization_encryption_enc_values_supported: [enc] };
  return { encryption: { nonce: randomBytes(16).toString("base64url") }, serverMetadata };
}

async function encrypt({ publicJwk, alg, enc, apu, apv }, text) {
  const header = { alg, enc, kid: publicJwk.kid, ...(apu && { apu }), ...(apv && { apv }) };
  const jwe = await new jose.CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(await jose.importJWK(publicJwk, alg));
  return { jwe, encryptionJwk: publicJwk };
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
