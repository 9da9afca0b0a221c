// The canonical encoding of documents: deterministic CBOR (RFC 8949, section 4.2.1), as much of it as staff sign.
import { joined, utf8 } from "./bytes";

export type Value = number | string | boolean | null | Uint8Array | Value[];

const UNSIGNED = 0;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;

export function encode(value: Value): Uint8Array {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (typeof value === "number") return head(UNSIGNED, value);
  if (typeof value === "string") return string(TEXT, utf8(value));
  if (value instanceof Uint8Array) return string(BYTES, value);
  return joined(head(ARRAY, value.length), ...value.map(encode));
}

/** The fields of a document. Absent ones at its end are not written at all. */
export function fields(...values: Value[]): Value[] {
  const last = values.findLastIndex((value) => value !== null);
  return values.slice(0, last + 1);
}

const string = (major: number, bytes: Uint8Array): Uint8Array => joined(head(major, bytes.length), bytes);

/** The shortest head: what follows counts as it is, or in 1, 2, 4 or 8 bytes. */
function head(major: number, count: number): Uint8Array {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError("not a number that a document has");
  const first = major << 5;
  if (count < 24) return Uint8Array.of(first | count);
  if (count < 2 ** 8) return Uint8Array.of(first | 24, count);
  const bytes = new DataView(new ArrayBuffer(9));
  const cut = (size: number) => new Uint8Array(bytes.buffer, 0, size + 1);
  bytes.setUint8(0, first | (count < 2 ** 16 ? 25 : count < 2 ** 32 ? 26 : 27));
  if (count < 2 ** 16) return bytes.setUint16(1, count), cut(2);
  if (count < 2 ** 32) return bytes.setUint32(1, count), cut(4);
  return bytes.setBigUint64(1, BigInt(count)), cut(8);
}
