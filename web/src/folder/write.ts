// Into a folder that the owner chose, where the browser can. Small files are written whole, large ones as their bytes come.
import type { Meta, Target } from "../worker/owner";
import { allowed, apart, foldedPath } from "./names";

/** Files up to this size are gathered first: opening a file costs more than its bytes. */
const WHOLE = 1 << 20;
/** More folders of earlier times than anybody has. */
const MANY = 1000;

interface Open {
  path: string;
  size: number;
  came: number;
  bytes: Uint8Array | null;
  stream: Promise<FileSystemWritableFileStream> | null;
}

/** The chosen folder if nothing is in it, otherwise a new one in it: what the owner has there is never written over. */
export async function freshIn(chosen: FileSystemDirectoryHandle): Promise<FileSystemDirectoryHandle> {
  if (await isEmpty(chosen)) return chosen;
  for (let number = 1; number < MANY; number += 1) {
    const name = number === 1 ? "wallet" : `wallet ${number}`;
    // A file of that name is in the way of a folder.
    const fresh = await chosen.getDirectoryHandle(name, { create: true }).catch(() => null);
    if (fresh && (await isEmpty(fresh))) return fresh;
  }
  throw new Error("no new folder could be made in the one that you chose");
}

async function isEmpty(folder: FileSystemDirectoryHandle): Promise<boolean> {
  const names = (folder as unknown as { keys(): AsyncIterator<string> }).keys();
  return (await names.next()).done === true;
}

export class FolderTarget implements Target {
  /** Where what was begun lies, by its path as a disk may see it that tells neither case nor composition apart. */
  private readonly taken = new Map<string, string>();
  private readonly folders = new Map<string, Promise<FileSystemDirectoryHandle>>();
  private readonly files = new Map<number, Open>();
  /** Links cannot be made from a page: each becomes a small text file that names its target. */
  private readonly links: Array<[path: string, target: string]> = [];

  constructor(private readonly root: FileSystemDirectoryHandle) {}

  async folder(path: string): Promise<void> {
    await this.open(path);
  }

  link(path: string, _meta: Meta, target: string): void {
    this.links.push([path, target]);
  }

  file(id: number, path: string, _meta: Meta, size: number): void {
    const bytes = size <= WHOLE ? new Uint8Array(size) : null;
    this.files.set(id, { path, size, came: 0, bytes, stream: null });
  }

  async write(id: number, offset: number, bytes: Uint8Array): Promise<void> {
    const file = this.files.get(id);
    if (!file) throw new Error("bytes for a file that was not named");
    if (file.bytes) {
      file.bytes.set(bytes, offset);
    } else {
      // Several pieces of one file come at once: one of them opens it, and the last that is written closes it.
      file.stream ??= this.create(file.path);
      await (await file.stream).write({ type: "write", position: offset, data: bytes as BufferSource });
    }
    file.came += bytes.length;
    if (file.came >= file.size) await this.close(id, file);
  }

  async done(): Promise<void> {
    for (const [id, file] of this.files) await this.close(id, file);
    for (const [path, target] of this.links) {
      const stream = await this.create(`${path}.link.txt`);
      await stream.write(`${target}\n`);
      await stream.close();
    }
  }

  private async close(id: number, file: Open): Promise<void> {
    this.files.delete(id);
    const stream = await (file.stream ?? this.create(file.path));
    if (file.bytes) {
      await stream.write(file.bytes as BufferSource);
      file.bytes.fill(0);
    } else {
      await stream.truncate(file.size);
    }
    await stream.close();
  }

  private async create(path: string): Promise<FileSystemWritableFileStream> {
    const cut = path.lastIndexOf("/");
    const folder = await this.open(cut < 0 ? "" : path.slice(0, cut));
    const name = this.nameFor(path, path.slice(cut + 1));
    const file = await allowed(name, (name) => folder.getFileHandle(name, { create: true }));
    return file.createWritable();
  }

  /** The name of a file, unless another file of that name would be written over where a disk takes both names for one. */
  private nameFor(path: string, name: string): string {
    for (let number = 1; ; number += 1) {
      const asked = apart(path, number);
      const there = this.taken.get(foldedPath(asked)) ?? path;
      if (there === path) {
        this.taken.set(foldedPath(asked), path);
        return apart(name, number);
      }
    }
  }

  private open(path: string): Promise<FileSystemDirectoryHandle> {
    if (path === "") return Promise.resolve(this.root);
    const known = this.folders.get(path);
    if (known) return known;
    const cut = path.lastIndexOf("/");
    const parent = this.open(cut < 0 ? "" : path.slice(0, cut));
    const made = parent.then((folder) => allowed(path.slice(cut + 1), (name) => folder.getDirectoryHandle(name, { create: true })));
    this.folders.set(path, made);
    return made;
  }
}
