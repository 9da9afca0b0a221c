// CRC-32 as zip wants it, by pieces in any order: the checksum of a file follows from those of its parts.

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** The checksum of these bytes. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Multiplies two polynomials modulo the CRC's, both with the highest power in the lowest bit. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 31; bit >= 0; bit -= 1) {
    if ((a >>> bit) & 1) product ^= b;
    b = b & 1 ? (b >>> 1) ^ 0xedb88320 : b >>> 1;
  }
  return product >>> 0;
}

/** x to the power of eight times `bytes`. */
function shift(bytes: number): number {
  let result = 0x80000000;
  let power = 0x00800000;
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(result, power);
    power = multiply(power, power);
  }
  return result;
}

/** The checksum of two parts, one after the other, from theirs and the length of the second. */
export function joined(first: number, second: number, length: number): number {
  return (multiply(first, shift(length)) ^ second) >>> 0;
}

/** The checksum of so many zeros. */
export function zeros(length: number): number {
  return (multiply(0xffffffff, shift(length)) ^ 0xffffffff) >>> 0;
}
