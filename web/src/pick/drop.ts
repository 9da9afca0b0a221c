// Files and folders that were dropped on the page: folders are walked, empty ones kept.
import type { Picked } from "../worker/calls";
import { filesIn } from "./folder";
import { Gate } from "./gate";

type Handle = FileSystemFileHandle | FileSystemDirectoryHandle;
/** Newer browsers give what their dialogue gives, with which a folder is walked in a fraction of the time. */
type Newer = { getAsFileSystemHandle?(): Promise<Handle | null> };

/** So many files are asked for at once. */
const FILES = 64;

/** Has to be called in the drop itself: the browser forgets what was dropped right after. */
export async function dropped(data: DataTransfer): Promise<Picked[]> {
  const items = [...data.items].map((item) => found(item));
  return (await Promise.all(items)).flat();
}

async function found(item: DataTransferItem): Promise<Picked[]> {
  const entry = item.webkitGetAsEntry();
  const handle = await (item as Newer).getAsFileSystemHandle?.().catch(() => null);
  if (handle?.kind === "directory") return filesIn(handle);
  if (handle) return [{ path: handle.name, file: await handle.getFile() }];
  return entry ? walk(entry, "", new Gate(FILES)) : [];
}

async function walk(entry: FileSystemEntry, above: string, gate: Gate): Promise<Picked[]> {
  const path = above + entry.name;
  if (entry.isFile) return [{ path, file: await gate.through(() => fileOf(entry as FileSystemFileEntry)) }];
  const inside = await entriesOf(entry as FileSystemDirectoryEntry);
  if (inside.length === 0) return [{ path, file: null }];
  return (await Promise.all(inside.map((inner) => walk(inner, `${path}/`, gate)))).flat();
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A browser gives the entries of a folder in portions. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
