// Ids: 16 bytes, written as a prefix, a hyphen and base32.
import { base32, fromBase32 } from "./bytes";
import { digestOf } from "./digest";

/** The bytes of an id with this prefix. */
export function idBytes(prefix: string, id: string): Uint8Array {
  const bytes = id.startsWith(`${prefix}-`) ? fromBase32(id.slice(prefix.length + 1)) : new Uint8Array();
  if (bytes.length !== 16) throw new RangeError(`not an id of a ${prefix}`);
  return bytes;
}

/** The id that a digest with this label fixes. */
export async function idOf(prefix: string, label: string, bytes: Uint8Array): Promise<string> {
  return `${prefix}-${base32((await digestOf(label, bytes)).slice(0, 16))}`;
}
