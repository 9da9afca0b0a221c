// What is in the locker already, fetched into the worker's memory so that the next backup has it too: a backup is always a whole.
import type { Entry, Meta, Target } from "./owner";

/** A wallet larger than this is not fetched: picking all of it again costs less than the memory. */
const MOST = 512 << 20;

interface Held {
  path: string;
  mtimeMs: number;
  bytes: Uint8Array;
}

export class KeepTarget implements Target {
  private readonly folders: Array<[path: string, meta: Meta]> = [];
  private readonly files = new Map<number, Held>();
  private total = 0;

  folder(path: string, meta: Meta): void {
    this.folders.push([path, meta]);
  }

  /** A page cannot put in a link; the earlier backups have it. */
  link(): void {}

  file(id: number, path: string, meta: Meta, size: number): void {
    this.total += size;
    if (this.total > MOST) throw new Error("There is too much in the locker to add to it here. Choose all that belongs to your wallet.");
    this.files.set(id, { path, mtimeMs: meta.mtimeMs, bytes: new Uint8Array(size) });
  }

  write(id: number, offset: number, bytes: Uint8Array): void {
    this.files.get(id)?.bytes.set(bytes, offset);
  }

  done(): void {}

  /** All of it, but for what is put in anew under the same path. */
  entries(anew: ReadonlySet<string>): Entry[] {
    const files = [...this.files.values()].filter(({ path }) => !anew.has(path)).map(ofHeld);
    const filled = new Set([...files.map(({ path }) => path), ...anew].flatMap(foldersOf));
    const empty = this.folders.filter(([path]) => !filled.has(path)).map(ofFolder);
    return [...files, ...empty];
  }

  /** It was put in, or is not wanted any more. */
  forget(): void {
    for (const { bytes } of this.files.values()) bytes.fill(0);
    this.files.clear();
  }
}

function ofHeld({ path, mtimeMs, bytes }: Held): Entry {
  return { path, mtimeMs, size: bytes.length, read: async (offset, length) => bytes.slice(offset, offset + length) };
}

function ofFolder([path, meta]: [string, Meta]): Entry {
  return { path, folder: true, size: 0, mtimeMs: meta.mtimeMs, read: async () => new Uint8Array() };
}

/** The folders above a path, the path itself too. */
function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
