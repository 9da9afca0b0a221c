// The key of a session: made here, and never to be had out of the browser. It is kept nowhere, and gone with the page; while its person is at the
// identity provider it waits in this browser, see `staff/state/waiting`.
import { joined, utf8 } from "./bytes";
import { idOf } from "./id";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };

export interface SessionKey {
  /** Compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
  /** What its requests name: `session:` and the id that the key fixes. */
  readonly keyid: string;
  /** As the browser holds it. */
  readonly pair: CryptoKeyPair;
  sign(text: string): Promise<Uint8Array>;
}

export async function makeSessionKey(): Promise<SessionKey> {
  return sessionKeyOf(await crypto.subtle.generateKey(CURVE, false, ["sign"]));
}

export async function sessionKeyOf(pair: CryptoKeyPair): Promise<SessionKey> {
  const publicKey = compressed(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const sign = async (text: string) =>
    new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, utf8(text) as BufferSource));
  return { publicKey, keyid: `session:${await idOf("session", "session-id", publicKey)}`, pair, sign };
}

/** `04 x y` as `02 x` or `03 x`. */
function compressed(point: Uint8Array): Uint8Array {
  return joined(Uint8Array.of(2 + ((point[64] ?? 0) & 1)), point.slice(1, 33));
}
