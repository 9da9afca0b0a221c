// An issuer of mdocs (ISO 18013-5) and a wallet that holds one, by `@owf/mdoc`. Nothing of ours is in them.
import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey, sign, verify, webcrypto, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CoseKey, DeviceKey, DeviceRequest, DocRequest, Holder, Issuer, ItemsRequest, SessionTranscript } from "@owf/mdoc";
import * as jose from "jose";

const PID = "eu.europa.ec.eudi.pid.1";
const CLAIMS = ["given_name", "family_name", "birth_date"];
const DAY = 86_400_000;

const es256 = (key) => ({ key, dsaEncoding: "ieee-p1363" });
const cose = (jwk) => CoseKey.fromJwk({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y, d: jwk.d, alg: "ES256" });
const context = {
  crypto: {
    random: (length) => webcrypto.getRandomValues(new Uint8Array(length)),
    digest: ({ bytes }) => new Uint8Array(createHash("sha256").update(bytes).digest()),
  },
  cose: {
    sign1: {
      sign: ({ toBeSigned, key }) => new Uint8Array(sign("sha256", toBeSigned, es256(createPrivateKey({ key: key.jwk, format: "jwk" })))),
      verify: ({ key, sign1 }) => verify("sha256", sign1.toBeSigned, es256(createPublicKey({ key: key.jwk, format: "jwk" })), sign1.signature),
    },
  },
};

/** Somebody who issues mdocs, under an authority of their own. */
export class MdocIssuer {
  static async make(folder) {
    const issuer = new MdocIssuer();
    issuer.anchor = join(folder, "authority.pem");
    const [authority, leaf] = [join(folder, "authority.key"), join(folder, "leaf")];
    const made = (out, key, name, more) =>
      execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "10", "-subj", `/CN=${name}`, "-keyout", key, "-out", out, ...more], { stdio: "ignore" });
    made(issuer.anchor, authority, "The State", ["-addext", "keyUsage=critical,keyCertSign"]);
    made(`${leaf}.pem`, `${leaf}.key`, "Document signer", ["-CA", issuer.anchor, "-CAkey", authority, "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "keyUsage=critical,digitalSignature"]);
    issuer.jwk = createPrivateKey(await readFile(`${leaf}.key`)).export({ format: "jwk" });
    issuer.certificate = new Uint8Array(new X509Certificate(await readFile(`${leaf}.pem`)).raw);
    return issuer;
  }

  /** The entry of a bank's trust list for it, as TOML writes it. */
  trusted(name = "mobile-id") {
    const claims = CLAIMS.map((claim) => `${claim} = ["${PID}", "${claim}"]`).join(", ");
    return `{ name = "${name}", format = "mso_mdoc", kind = "${PID}", issuers = ["x5c:${this.anchor}"], claims = { ${claims} } }`;
  }

  issue(holder, claims) {
    const at = (days) => new Date(Math.floor((Date.now() + days * DAY) / 1000) * 1000);
    return new Issuer(PID, context).addIssuerNamespace(PID, claims).sign({
      signingKey: cose(this.jwk),
      algorithm: -7,
      digestAlgorithm: "SHA-256",
      validityInfo: { signed: at(0), validFrom: at(0), validUntil: at(5) },
      deviceKeyInfo: { deviceKey: DeviceKey.fromJwk({ kty: "EC", crv: "P-256", x: holder.x, y: holder.y }) },
      certificates: [this.certificate],
    });
  }
}

/** A wallet with one key and one mdoc. How it answers is a `WalletApp`'s. */
export class MdocHolder {
  static async make(issuer, claims) {
    const holder = new MdocHolder();
    const { privateKey } = await jose.generateKeyPair("ES256", { extractable: true });
    holder.jwk = await jose.exportJWK(privateKey);
    holder.credential = await issuer.issue(holder.jwk, claims);
    return holder;
  }

  /** The response parameters that answer a request; the session transcript has the thumbprint of `to`, or none. */
  async token({ client_id: clientId, nonce, response_uri: responseUri, dcql_query: query }, to) {
    const jwkThumbprint = to && new Uint8Array(Buffer.from(await jose.calculateJwkThumbprint(to), "base64url"));
    const sessionTranscript = await SessionTranscript.forOid4Vp({ clientId, nonce, responseUri, jwkThumbprint }, context);
    const wanted = Object.fromEntries(CLAIMS.map((claim) => [claim, false]));
    const itemsRequest = ItemsRequest.create({ docType: PID, namespaces: { [PID]: wanted } });
    const response = await Holder.createDeviceResponseForDeviceRequest(
      {
        deviceRequest: DeviceRequest.create({ docRequests: [DocRequest.create({ itemsRequest })] }),
        sessionTranscript,
        issuerSigned: [this.credential],
        signature: { signingKey: cose(this.jwk) },
      },
      context,
    );
    const { id } = query.credentials.find((one) => one.meta.doctype_value === PID);
    return { vp_token: { [id]: [response.encodedForOid4Vp] } };
  }
}
