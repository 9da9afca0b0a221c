// A passkey whose PRF gives 32 bytes that never leave this device: they go to the worker, and nothing of the credential is sent anywhere.

export class PasskeyTrouble extends Error {
  constructor(readonly why: "cannot" | "cancelled") {
    super(why);
  }
}

/** Whether this browser knows passkeys at all. Whether they can do what is needed shows when one is made. */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === "function" && typeof navigator.credentials?.create === "function";
}

/** Makes one, and gives what its PRF says. */
export async function makePasskey(userHandle: Uint8Array, handle: string, salt: Uint8Array): Promise<Uint8Array> {
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: "dLocker" },
        user: { id: userHandle as BufferSource, name: handle, displayName: handle },
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: [
          { type: "public-key", alg: -7 },
          { type: "public-key", alg: -257 },
        ],
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        attestation: "none",
        extensions: { prf: { eval: { first: salt as BufferSource } } },
      },
    }),
  );
  const prf = made.getClientExtensionResults().prf;
  if (prf?.results?.first) return bytesOf(prf.results.first);
  if (!prf?.enabled) throw new PasskeyTrouble("cannot");
  return (await askPasskey(salt, made.rawId)).prf;
}

/** Asks for one: what its PRF says, and whose it is. */
export async function askPasskey(salt: Uint8Array, id?: ArrayBuffer): Promise<{ prf: Uint8Array; userHandle: Uint8Array | null }> {
  const got = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        userVerification: "required",
        ...(id ? { allowCredentials: [{ type: "public-key", id }] } : {}),
        extensions: { prf: { eval: { first: salt as BufferSource } } },
      },
    }),
  );
  const first = got.getClientExtensionResults().prf?.results?.first;
  if (!first) throw new PasskeyTrouble("cannot");
  const { userHandle } = got.response as AuthenticatorAssertionResponse;
  return { prf: bytesOf(first), userHandle: userHandle ? new Uint8Array(userHandle) : null };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential) return credential as PublicKeyCredential;
  } catch (thrown) {
    const name = thrown instanceof DOMException ? thrown.name : "";
    throw new PasskeyTrouble(name === "NotAllowedError" || name === "AbortError" ? "cancelled" : "cannot");
  }
  throw new PasskeyTrouble("cancelled");
}

/** A copy for the worker; the browser's own is overwritten. */
function bytesOf(source: BufferSource): Uint8Array {
  const own = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  const copy = own.slice();
  own.fill(0);
  return copy;
}
