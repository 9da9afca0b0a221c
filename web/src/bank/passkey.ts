// A member of staff's passkey: made once with a link, and asked each time that something needs the person. Only what the bank checks is sent; in
// particular nothing of extensions, which `toJSON` would bring along.
import { base64url, fromBase64url } from "./bytes";
import { challengeOf, type Draft } from "./documents";
import type { PasskeyOptions } from "./views";

const ES256 = -7;

export class PasskeyRefused extends Error {
  constructor(readonly why: "cannot" | "cancelled" | "there") {
    super(why);
  }
}

export interface NewCredential {
  authenticator_data: string;
  client_data: string;
}

/** A document with a passkey's word for it. */
export interface Asserted {
  document: string;
  assertion: { credential: string; authenticator_data: string; client_data: string; signature: string };
}

export async function makeStaffPasskey(options: PasskeyOptions): Promise<NewCredential> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    rp: { id: options.rp_id, name: "dLocker" },
    user: { id: fromBase64url(options.user) as BufferSource, name: options.staff, displayName: options.staff },
    challenge: fromBase64url(options.challenge) as BufferSource,
    pubKeyCredParams: [{ type: "public-key", alg: ES256 }],
    excludeCredentials: options.exclude.map((id) => ({ type: "public-key", id: fromBase64url(id) as BufferSource })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    attestation: "none",
  };
  const made = await asked(() => navigator.credentials.create({ publicKey }));
  const response = made.response as AuthenticatorAttestationResponse;
  return { authenticator_data: text(response.getAuthenticatorData()), client_data: text(response.clientDataJSON) };
}

/** Has a passkey of this page's domain sign the document; one of these, if some are named. */
export async function assert(draft: Draft, credentials: string[]): Promise<Asserted> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: (await challengeOf(draft)) as BufferSource,
    userVerification: "required",
    allowCredentials: credentials.map((id) => ({ type: "public-key", id: fromBase64url(id) as BufferSource })),
  };
  const got = await asked(() => navigator.credentials.get({ publicKey }));
  const response = got.response as AuthenticatorAssertionResponse;
  const assertion = {
    credential: text(got.rawId),
    authenticator_data: text(response.authenticatorData),
    client_data: text(response.clientDataJSON),
    signature: text(response.signature),
  };
  return { document: base64url(draft.bytes), assertion };
}

const text = (bytes: ArrayBuffer): string => base64url(new Uint8Array(bytes));

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential) return credential as PublicKeyCredential;
  } catch (thrown) {
    const name = thrown instanceof DOMException ? thrown.name : "";
    if (name === "InvalidStateError") throw new PasskeyRefused("there");
    throw new PasskeyRefused(name === "NotAllowedError" || name === "AbortError" ? "cancelled" : "cannot");
  }
  throw new PasskeyRefused("cancelled");
}
