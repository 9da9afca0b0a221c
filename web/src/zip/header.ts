// The headers of a zip archive: stored, never compressed, names in UTF-8, with zip64 where 32 bits are too few.

/** What stands in an archive. */
export interface Member {
  name: Uint8Array;
  size: number;
  /** Permission bits and the type of the file, as Unix writes them. */
  mode: number;
  mtimeMs: number;
  /** Where its local header begins. */
  at: number;
  crc: number;
}

const FULL = 0xffffffff;
const UTF8 = 0x0800;
const BY_UNIX = 3 << 8;

/** Bytes of a growing header, little end first. */
class Bytes {
  private readonly list: number[] = [];

  two(value: number): this {
    this.list.push(value & 0xff, (value >>> 8) & 0xff);
    return this;
  }

  four(value: number): this {
    return this.two(value & 0xffff).two((value >>> 16) & 0xffff);
  }

  eight(value: number): this {
    return this.four(value >>> 0).four(Math.floor(value / 2 ** 32));
  }

  more(bytes: Uint8Array): this {
    for (const byte of bytes) this.list.push(byte);
    return this;
  }

  done(): Uint8Array {
    return Uint8Array.from(this.list);
  }
}

/** Date and time as DOS wrote them: local time, in steps of two seconds, from 1980 to 2107. */
function dosTime(millis: number): { date: number; time: number } {
  const when = new Date(Math.min(Math.max(millis, Date.UTC(1980, 0, 2)), Date.UTC(2107, 11, 30)));
  return {
    date: ((when.getFullYear() - 1980) << 9) | ((when.getMonth() + 1) << 5) | when.getDate(),
    time: (when.getHours() << 11) | (when.getMinutes() << 5) | (when.getSeconds() >> 1),
  };
}

/** The extra field with the exact second, which any time zone reads alike. */
function exactTime(member: Member): Uint8Array {
  const seconds = Math.floor(member.mtimeMs / 1000);
  if (seconds < -0x80000000 || seconds > 0x7fffffff) return new Uint8Array();
  return new Bytes().two(0x5455).two(5).more(Uint8Array.of(1)).four(seconds).done();
}

function sizes(member: Member): Uint8Array {
  return member.size < FULL ? new Uint8Array() : new Bytes().two(0x0001).two(16).eight(member.size).eight(member.size).done();
}

/** What stands before the content. */
export function local(member: Member): Uint8Array {
  const big = sizes(member);
  const extra = [...big, ...exactTime(member)];
  const { date, time } = dosTime(member.mtimeMs);
  const size = Math.min(member.size, FULL);
  return new Bytes()
    .four(0x04034b50).two(big.length ? 45 : 20).two(UTF8).two(0).two(time).two(date)
    .four(member.crc).four(size).four(size).two(member.name.length).two(extra.length)
    .more(member.name).more(Uint8Array.from(extra)).done();
}

/** Its line in the directory at the end. */
export function central(member: Member): Uint8Array {
  const far = member.at >= FULL;
  const big = member.size >= FULL;
  const wide = new Bytes();
  if (big) wide.eight(member.size).eight(member.size);
  if (far) wide.eight(member.at);
  const inner = wide.done();
  const zip64 = inner.length ? [...new Bytes().two(0x0001).two(inner.length).more(inner).done()] : [];
  const extra = [...zip64, ...exactTime(member)];
  const { date, time } = dosTime(member.mtimeMs);
  const size = Math.min(member.size, FULL);
  return new Bytes()
    .four(0x02014b50).two(BY_UNIX | 45).two(inner.length ? 45 : 20).two(UTF8).two(0).two(time).two(date)
    .four(member.crc).four(size).four(size).two(member.name.length).two(extra.length).two(0).two(0).two(0)
    .four((member.mode << 16) >>> 0).four(Math.min(member.at, FULL))
    .more(member.name).more(Uint8Array.from(extra)).done();
}

/** What closes the archive: how many members, and where their directory lies. */
export function end(count: number, at: number, length: number): Uint8Array {
  const bytes = new Bytes();
  if (count >= 0xffff || at >= FULL || length >= FULL) {
    bytes
      .four(0x06064b50).eight(44).two(BY_UNIX | 45).two(45).four(0).four(0)
      .eight(count).eight(count).eight(length).eight(at)
      .four(0x07064b50).four(0).eight(at + length).four(1);
  }
  return bytes
    .four(0x06054b50).two(0).two(0).two(Math.min(count, 0xffff)).two(Math.min(count, 0xffff))
    .four(Math.min(length, FULL)).four(Math.min(at, FULL)).two(0).done();
}
