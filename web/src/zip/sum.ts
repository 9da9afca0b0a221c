// The checksum of one file whose bytes arrive in any order, and whose holes are zeros.
import { crc32, joined, zeros } from "./crc";

interface Part {
  offset: number;
  length: number;
  crc: number;
}

export class Sum {
  private parts: Part[] = [];
  /** Bytes that have come. */
  came = 0;

  add(offset: number, bytes: Uint8Array): void {
    this.came += bytes.length;
    const last = this.parts.at(-1);
    const crc = crc32(bytes);
    if (last && last.offset + last.length === offset) {
      last.crc = joined(last.crc, crc, bytes.length);
      last.length += bytes.length;
    } else {
      this.parts.push({ offset, length: bytes.length, crc });
    }
  }

  /** Of the whole file of this size. */
  total(size: number): number {
    let at = 0;
    let crc = 0;
    for (const part of this.parts.sort((a, b) => a.offset - b.offset)) {
      const hole = part.offset - at;
      if (hole < 0) throw new Error("two pieces of one file lie over each other");
      if (hole > 0) crc = joined(crc, zeros(hole), hole);
      crc = joined(crc, part.crc, part.length);
      at = part.offset + part.length;
    }
    return at < size ? joined(crc, zeros(size - at), size - at) : crc;
  }
}
