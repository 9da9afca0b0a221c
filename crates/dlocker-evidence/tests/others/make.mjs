// Credentials and presentations by npm's `@sd-jwt/sd-jwt-vc`, `jose` and `@owf/mdoc`, with the keys and certificates of our own vectors.
//
//   npm install && node make.mjs 1763000000
//
// The argument is the moment of the presentation, in seconds since 1970. Signatures are drawn with randomness, so the files differ each time.
import { createECDH, createHash, createPrivateKey, createPublicKey, sign, verify, webcrypto } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

import { CoseKey, DeviceKey, DeviceRequest, DocRequest, Holder, Issuer, ItemsRequest, SessionTranscript } from "@owf/mdoc";
import { createHeaderAndPayload, StatusList } from "@sd-jwt/jwt-status-list";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { importJWK, SignJWT } from "jose";

const now = Number(process.argv[2]);
if (!Number.isInteger(now)) throw new Error("say the moment in seconds since 1970");

const folder = new URL("../../../../spec/vectors/evidence/", import.meta.url);
const ours = JSON.parse(readFileSync(new URL("sd_jwt.json", folder), "utf8"));
const x5c = JSON.parse(Buffer.from(ours.presented.split(".")[0], "base64url")).x5c;

/** The key whose scalar is 32 times this byte. */
function key(byte) {
  const d = Buffer.alloc(32, byte);
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(d);
  const point = pair.getPublicKey();
  const open = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
  return { open, jwk: { ...open, d: d.toString("base64url") } };
}
const [issuer, holder] = [key(0x31), key(0x0a)];
const es256 = (jwk) => (text) =>
  sign("sha256", Buffer.from(text), { key: createPrivateKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" }).toString("base64url");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

const time = (seconds) => new Date(seconds * 1000).toISOString();
const signed = (jwt) => sha256(jwt.split("~")[0].split(".").slice(0, 2).join(".")).toString("hex");

/** What a verifier has to get, as far as it does not depend on the credential. */
const gives = {
  entry: "the-entry", issuer: "x5c:CN=The State", issued: time(now - 3600), expires: time(now + 3600),
  holder: sha256(JSON.stringify({ crv: "P-256", kty: "EC", x: holder.open.x, y: holder.open.y })).toString("hex"),
};

function write(name, by, changes) {
  const file = { ...ours, expect: "believed", now: time(now), by, ...changes };
  writeFileSync(new URL(`others/${name}.json`, folder), `${JSON.stringify(file, null, 2)}\n`);
}

const transaction = Buffer.from(JSON.stringify({ type: "urn:example:transaction", credential_ids: ["id"] })).toString("base64url");

async function sdJwt() {
  const uri = "https://issuer.example/status/js";
  let salts = 0;
  const library = new SDJwtVcInstance({
    signer: es256(issuer.jwk),
    signAlg: "ES256",
    hasher: (data) => sha256(data),
    hashAlg: "sha-256",
    saltGenerator: () => Buffer.alloc(16, ++salts).toString("base64url"),
    kbSigner: es256(holder.jwk),
    kbSignAlg: "ES256",
  });
  const claims = {
    iss: "https://issuer.example", iat: now - 3600, exp: now + 3600, vct: "urn:eudi:pid:1", cnf: { jwk: holder.open },
    status: { status_list: { uri, idx: 2 } },
    given_name: "Augusta", family_name: "Möbius", birthdate: "1790-11-17", nationalities: ["DE", "IT"],
    address: { street_address: "Am Wall 1", locality: "Leipzig", country: "DE" },
  };
  const frame = {
    _sd: ["given_name", "family_name", "birthdate", "address"], _sd_decoy: 3,
    nationalities: { _sd: [0, 1] }, address: { _sd: ["street_address", "locality"] },
  };
  const issued = await library.issue(claims, frame, { header: { x5c } });
  const shown = { given_name: true, family_name: true, nationalities: { 0: true }, address: { locality: true } };
  const binding = {
    iat: now, aud: ours.client_id, nonce: ours.nonce,
    transaction_data_hashes: [sha256(transaction).toString("base64url")], transaction_data_hashes_alg: "sha-256",
  };
  const presented = await library.present(issued, shown, { kb: { payload: binding } });
  const list = new StatusList([1, 1, 0, 1, 0, 0, 1, 0], 1);
  const { header, payload } = createHeaderAndPayload(list, { sub: uri, iat: now - 60, exp: now + 600, ttl: 300 }, { alg: "ES256", x5c });
  const token = await new SignJWT(payload).setProtectedHeader(header).sign(await importJWK(issuer.jwk, "ES256"));
  write("sd_jwt_js", "@sd-jwt/sd-jwt-vc 0.19.0, @sd-jwt/jwt-status-list 0.19.0, jose 6.2.18", {
    presented, transaction_data: [transaction], status_lists: { [uri]: token },
    gives: {
      ...gives, kind: claims.vct, fingerprint: signed(issued),
      claims: {
        iss: claims.iss, iat: claims.iat, exp: claims.exp, vct: claims.vct, cnf: claims.cnf, status: claims.status,
        given_name: "Augusta", family_name: "Möbius", nationalities: ["DE"], address: { locality: "Leipzig", country: "DE" },
      },
    },
  });
}

async function jwtVc() {
  const did = (jwk) => `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString("base64url")}`;
  const [from, subject] = [did(issuer.open), did(holder.open)];
  const vc = {
    "@context": ["https://www.w3.org/2018/credentials/v1"], type: ["VerifiableCredential", "IdentityCredential"],
    credentialSubject: { id: subject, family_name: "Möbius", degree: { name: "Doctor" } },
  };
  const credential = await new SignJWT({ vc }).setProtectedHeader({ alg: "ES256", typ: "JWT", kid: `${from}#0` })
    .setIssuer(from).setSubject(subject).setIssuedAt(now - 3600).setNotBefore(now - 3600).setExpirationTime(now + 3600)
    .setJti("urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5").sign(await importJWK(issuer.jwk, "ES256"));
  const vp = { "@context": vc["@context"], type: ["VerifiablePresentation"], verifiableCredential: [credential] };
  const presented = await new SignJWT({ vp, nonce: ours.nonce }).setProtectedHeader({ alg: "ES256", typ: "JWT", kid: `${subject}#0` })
    .setIssuer(subject).setAudience(ours.client_id).setIssuedAt(now).setExpirationTime(now + 300)
    .sign(await importJWK(holder.jwk, "ES256"));
  const trust = [{ ...ours.trust[0], format: "jwt_vc_json", kind: "IdentityCredential", issuers: [from] }];
  write("jwt_vc_jose", "jose 6.2.18", {
    format: "jwt_vc_json", presented, trust,
    gives: { ...gives, kind: "IdentityCredential", issuer: from, fingerprint: signed(credential), claims: vc.credentialSubject },
  });
}

async function mdoc() {
  const context = {
    crypto: {
      random: (length) => webcrypto.getRandomValues(new Uint8Array(length)),
      digest: ({ bytes }) => new Uint8Array(sha256(bytes)),
    },
    cose: {
      sign1: {
        sign: ({ toBeSigned, key }) => new Uint8Array(Buffer.from(es256(key.jwk)(toBeSigned), "base64url")),
        verify: ({ key, sign1 }) =>
          verify("sha256", sign1.toBeSigned, { key: createPublicKey({ key: key.jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" }, sign1.signature),
      },
    },
  };
  const cose = (jwk) => CoseKey.fromJwk({ ...jwk, alg: "ES256" });
  const [docType, namespace] = ["eu.europa.ec.eudi.pid.1", "eu.europa.ec.eudi.pid.1"];
  const moment = (seconds) => new Date(seconds * 1000);
  const issued = await new Issuer(docType, context)
    .addIssuerNamespace(namespace, { family_name: "Möbius", given_name: "Augusta", age_over_18: true, document_number: "17" })
    .sign({
      signingKey: cose(issuer.jwk), algorithm: -7, digestAlgorithm: "SHA-256",
      validityInfo: { signed: moment(now - 3600), validFrom: moment(now - 3600), validUntil: moment(now + 3600) },
      deviceKeyInfo: { deviceKey: DeviceKey.fromJwk(holder.open) },
      certificates: [new Uint8Array(Buffer.from(x5c[0], "base64"))],
    });
  const thumbprint = sha256("the key that the response is encrypted to");
  const sessionTranscript = await SessionTranscript.forOid4Vp(
    { clientId: ours.client_id, nonce: ours.nonce, responseUri: ours.response_uri, jwkThumbprint: new Uint8Array(thumbprint) }, context);
  const itemsRequest = ItemsRequest.create({ docType, namespaces: { [namespace]: { family_name: false, age_over_18: false } } });
  const response = await Holder.createDeviceResponseForDeviceRequest({
    deviceRequest: DeviceRequest.create({ docRequests: [DocRequest.create({ itemsRequest })] }),
    sessionTranscript, issuerSigned: [issued], signature: { signingKey: cose(holder.jwk) },
  }, context);
  const trust = [{ ...ours.trust[0], format: "mso_mdoc", kind: docType, claims: { family_name: [namespace, "family_name"] } }];
  write("mdoc_owf", "@owf/mdoc 0.6.0", {
    format: "mso_mdoc", presented: response.encodedForOid4Vp, trust, encryption_thumbprint: thumbprint.toString("hex"),
    gives: {
      ...gives, kind: docType, fingerprint: sha256(issued.issuerAuth.payload).toString("hex"),
      claims: { [namespace]: { family_name: "Möbius", age_over_18: true } },
    },
  });
}

await sdJwt();
await jwtVc();
await mdoc();
