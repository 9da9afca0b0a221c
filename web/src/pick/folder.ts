// A folder that was chosen with the browser's newer dialogue. The older one (`webkitdirectory`) looks at every file before the page hears of the first,
// and the page does not answer meanwhile: a second and more for thousands. Here the page asks for them, many at a time.
import type { Picked } from "../worker/calls";
import { Gate } from "./gate";

type Picker = { showDirectoryPicker?(): Promise<FileSystemDirectoryHandle> };
type Children = { values(): AsyncIterable<FileSystemFileHandle | FileSystemDirectoryHandle> };

/** So many folders are listed at once. */
const FOLDERS = 8;
/** So many files are asked for at once. */
const FILES = 128;

export const canChooseFolders = typeof (globalThis as Picker).showDirectoryPicker === "function";

/** Asks for one. Nothing if the owner would rather not. */
export async function chooseFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return (await (globalThis as Picker).showDirectoryPicker?.()) ?? null;
  } catch {
    return null;
  }
}

/** What is in it, with paths that begin with its name; empty folders are kept. */
export function filesIn(folder: FileSystemDirectoryHandle): Promise<Picked[]> {
  return new Walk().folder(folder, folder.name);
}

class Walk {
  private readonly folders = new Gate(FOLDERS);
  private readonly files = new Gate(FILES);

  async folder(folder: FileSystemDirectoryHandle, path: string): Promise<Picked[]> {
    const children = await this.folders.through(() => listed(folder));
    if (children.length === 0) return [{ path, file: null }];
    const found = children.map((child) => this.child(child, `${path}/${child.name}`));
    return (await Promise.all(found)).flat();
  }

  private async child(child: FileSystemFileHandle | FileSystemDirectoryHandle, path: string): Promise<Picked | Picked[]> {
    if (child.kind === "directory") return this.folder(child, path);
    return { path, file: await this.files.through(() => child.getFile()) };
  }
}

async function listed(folder: FileSystemDirectoryHandle) {
  const children = [];
  for await (const child of (folder as unknown as Children).values()) children.push(child);
  return children;
}
