// An ordinary wallet app, of which dLocker knows nothing: the holder of the OpenID4VC libraries, with keys in memory.
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { inflateSync } from "node:zlib";
import * as jose from "jose";
import { clientAuthenticationAnonymous, setGlobalConfig } from "@openid4vc/oauth2";
import { Openid4vciClient, setGlobalConfig as setIssuanceConfig } from "@openid4vc/openid4vci";
import { decodeSdJwt, getClaims } from "@sd-jwt/decode";

// The banks of the tests serve plain http on this machine.
setGlobalConfig({ allowInsecureUrls: true });
setIssuanceConfig({ allowInsecureUrls: true });

const LOCKER_ID = "locker-id";
const hash = (data, alg) => createHash(alg.replace("-", "")).update(data).digest();

/** A P-256 key of the wallet's. */
export async function newKey() {
  const { privateKey, publicKey } = await jose.generateKeyPair("ES256", { extractable: true });
  return { privateKey, publicJwk: await jose.exportJWK(publicKey) };
}

/** Any JWT that a wallet, or somebody who is none, might write. */
export function jwt(key, header, claims) {
  return new jose.SignJWT(claims).setProtectedHeader({ alg: "ES256", jwk: key.publicJwk, ...header }).sign(key.privateKey);
}

export const now = () => Math.floor(Date.now() / 1000);

export class Holder {
  static async open() {
    const one = new Holder();
    one.keys = [];
    one.dpopKey = await one.key();
    const callbacks = {
      // The library takes signed metadata and does not ask for them.
      fetch: (url, more) => fetch(url, one.wantsSigned ? { ...more, headers: { ...more?.headers, accept: "application/jwt" } } : more),
      hash,
      generateRandom: (bytes) => randomBytes(bytes),
      clientAuthentication: clientAuthenticationAnonymous(),
      signJwt: async (signer, { header, payload }) => {
        const key = one.keys.find(({ publicJwk }) => publicJwk.x === signer.publicJwk.x);
        return { jwt: await new jose.SignJWT(payload).setProtectedHeader(header).sign(key.privateKey), signerJwk: key.publicJwk };
      },
      verifyJwt: async (signer, { compact }) => {
        const leaf = new X509Certificate(Buffer.from(signer.x5c[0], "base64"));
        const { protectedHeader } = await jose.jwtVerify(compact, leaf.publicKey, { clockTolerance: 5 });
        return { verified: protectedHeader.alg === "ES256", signerJwk: await jose.exportJWK(leaf.publicKey) };
      },
      getX509CertificateMetadata: () => ({ sanDnsNames: [], sanUriNames: [] }),
    };
    one.client = new Openid4vciClient({ callbacks });
    return one;
  }

  async key() {
    const key = await newKey();
    this.keys.push(key);
    return key;
  }

  /** Takes an offer, as a link, and an access token for it. */
  async take(link, txCode) {
    const offer = await this.client.resolveCredentialOffer(link);
    const metadata = await this.client.resolveIssuerMetadata(offer.credential_issuer);
    const dpop = { signer: { method: "jwk", alg: "ES256", publicJwk: this.dpopKey.publicJwk } };
    const given = await this.client.retrievePreAuthorizedCodeAccessTokenFromOffer({ credentialOffer: offer, issuerMetadata: metadata, txCode, dpop });
    return { offer, metadata, accessToken: given.accessTokenResponse.access_token, dpop: given.dpop, response: given.accessTokenResponse };
  }

  /** A key proof as the library writes it, with a fresh nonce unless one is given. */
  async proof({ metadata }, key, nonce) {
    nonce ??= (await this.client.requestNonce({ issuerMetadata: metadata })).c_nonce;
    const signer = { method: "jwk", alg: "ES256", publicJwk: key.publicJwk };
    const made = await this.client.createCredentialRequestJwtProof({ issuerMetadata: metadata, credentialConfigurationId: LOCKER_ID, nonce, signer });
    return made.jwt;
  }

  /** Asks for the Locker ID of these keys. */
  async credentials(taken, keys) {
    const { c_nonce } = await this.client.requestNonce({ issuerMetadata: taken.metadata });
    const proofs = { jwt: await Promise.all(keys.map((key) => this.proof(taken, key, c_nonce))) };
    const { accessToken, dpop, metadata } = taken;
    const got = await this.client.retrieveCredentials({ issuerMetadata: metadata, accessToken, dpop, proofs, credentialConfigurationId: LOCKER_ID });
    taken.notificationId = got.credentialResponse.notification_id;
    return got.credentialResponse.credentials.map(({ credential }) => credential);
  }

  /** A DPoP proof, right in everything that is not said otherwise. */
  dpop(method, url, { accessToken, key = this.dpopKey, header = {}, claims = {} } = {}) {
    const ath = accessToken === undefined ? {} : { ath: hash(accessToken, "sha-256").toString("base64url") };
    return jwt(key, { typ: "dpop+jwt", ...header }, { jti: randomBytes(16).toString("base64url"), htm: method, htu: url, iat: now(), ...ath, ...claims });
  }
}

/** Sends a form or JSON to the issuer by hand; gives status, body and the challenge. */
export async function ask(url, body, headers = {}) {
  const form = body instanceof URLSearchParams;
  const type = form ? "application/x-www-form-urlencoded" : "application/json";
  const response = await fetch(url, { method: "POST", headers: { "content-type": type, ...headers }, body: form || typeof body === "string" ? body : JSON.stringify(body) });
  const text = await response.text();
  const json = text === "" ? {} : JSON.parse(text);
  return { status: response.status, error: json.error, json, challenge: response.headers.get("www-authenticate") };
}

/** A Locker ID, checked as a stranger would: by the certificate that it brings, up to the root that the bank hands out. */
export async function opened(credential, root) {
  const [issuerJwt] = credential.split("~");
  const { x5c } = jose.decodeProtectedHeader(issuerJwt);
  const leaf = believed(x5c, root);
  const { payload, protectedHeader } = await jose.jwtVerify(issuerJwt, leaf.publicKey);
  const decoded = await decodeSdJwt(credential, hash);
  const claims = await getClaims(payload, decoded.disclosures, hash);
  return { claims, header: protectedHeader, leaf };
}

/** The leaf of a chain that ends under this root. */
function believed(x5c, root) {
  const chain = x5c.map((text) => new X509Certificate(Buffer.from(text, "base64")));
  const above = [...chain.slice(1), new X509Certificate(root)];
  chain.forEach((one, at) => {
    if (!one.checkIssued(above[at]) || !one.verify(above[at].publicKey)) throw new Error(`certificate ${at} is not under the one above it`);
  });
  return chain[0];
}

/** What the status list says of a credential: 0 valid, 1 invalid, 2 suspended. */
export async function status({ claims }, root) {
  const { idx, uri } = claims.status.status_list;
  const response = await fetch(uri, { headers: { accept: "application/statuslist+jwt" } });
  if (response.headers.get("content-type") !== "application/statuslist+jwt") throw new Error(`${uri} is no status list`);
  const token = await response.text();
  const leaf = believed(jose.decodeProtectedHeader(token).x5c, root);
  const { payload } = await jose.jwtVerify(token, leaf.publicKey, { typ: "statuslist+jwt", subject: uri });
  const { bits, lst } = payload.status_list;
  const bytes = inflateSync(Buffer.from(lst, "base64url"));
  return (bytes[Math.floor((idx * bits) / 8)] >> ((idx * bits) % 8)) & ((1 << bits) - 1);
}
