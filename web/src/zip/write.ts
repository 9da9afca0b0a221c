// An archive whose members are all known before the first byte of them comes: so every place is fixed at once, and bytes may come in any order.
import type { Meta, Target } from "../worker/owner";
import { central, end, local, type Member } from "./header";
import type { Sink } from "./sink";
import { Sum } from "./sum";

const FOLDER = 0o040000;
const LINK = 0o120000;
const FILE = 0o100000;
/** So many bytes of the directory are gathered before they are written. */
const GATHERED = 1 << 20;

interface Content {
  member: Member;
  sum: Sum;
}

export class ZipTarget implements Target {
  private readonly members: Member[] = [];
  private readonly contents = new Map<number, Content>();
  private readonly links: Array<[Member, Uint8Array]> = [];
  private readonly bare: Member[] = [];
  private at = 0;

  constructor(private readonly sink: Sink) {}

  folder(path: string, meta: Meta): void {
    this.bare.push(this.place(`${path}/`, 0, FOLDER, meta));
  }

  link(path: string, meta: Meta, target: string): void {
    const content = new TextEncoder().encode(target);
    const member = this.place(path, content.length, LINK, meta);
    const sum = new Sum();
    sum.add(0, content);
    member.crc = sum.total(content.length);
    this.links.push([member, content]);
  }

  file(id: number, path: string, meta: Meta, size: number): void {
    this.contents.set(id, { member: this.place(path, size, FILE, meta), sum: new Sum() });
  }

  async write(id: number, offset: number, bytes: Uint8Array): Promise<void> {
    const content = this.contents.get(id);
    if (!content) throw new Error("bytes for a file that was not named");
    content.sum.add(offset, bytes);
    await this.sink.write(begin(content.member) + offset, bytes);
    if (content.sum.came >= content.member.size) await this.complete(id, content);
  }

  async done(): Promise<void> {
    for (const [id, content] of this.contents) await this.complete(id, content);
    for (const [member, content] of this.links) await this.sink.write(begin(member), content);
    for (const member of [...this.links.map(([link]) => link), ...this.bare]) await this.sink.write(member.at, local(member));
    await this.directory();
    await this.sink.close();
  }

  /** All of it came, or what did not come is zeros: its header can be written. */
  private async complete(id: number, content: Content): Promise<void> {
    content.member.crc = content.sum.total(content.member.size);
    this.contents.delete(id);
    await this.sink.write(content.member.at, local(content.member));
  }

  private place(name: string, size: number, type: number, meta: Meta): Member {
    const encoded = new TextEncoder().encode(name);
    const member = { name: encoded, size, mode: type | (meta.mode & 0o7777), mtimeMs: meta.mtimeMs, at: this.at, crc: 0 };
    this.members.push(member);
    this.at = begin(member) + size;
    return member;
  }

  private async directory(): Promise<void> {
    let at = this.at;
    let gathered: Uint8Array[] = [];
    let bytes = 0;
    const flush = async () => {
      await this.sink.write(at, join(gathered));
      at += bytes;
      gathered = [];
      bytes = 0;
    };
    for (const member of this.members) {
      const line = central(member);
      gathered.push(line);
      bytes += line.length;
      if (bytes >= GATHERED) await flush();
    }
    await flush();
    await this.sink.write(at, end(this.members.length, this.at, at - this.at));
  }
}

/** Where the content of a member begins. */
function begin(member: Member): number {
  return member.at + local(member).length;
}

function join(pieces: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
