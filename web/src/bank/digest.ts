// SHA-256, plain and with a label of its own for every purpose.
import { joined, utf8 } from "./bytes";

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource));
}

/** SHA-256 of `"dlocker/v1/" label 0x00 bytes`. */
export function digestOf(label: string, bytes: Uint8Array): Promise<Uint8Array> {
  return sha256(joined(utf8(`dlocker/v1/${label}\0`), bytes));
}
