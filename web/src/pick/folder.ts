// A folder that was chosen with the browser's newer dialogue. The older one (`webkitdirectory`) looks at every file before the page hears of the first,
// and the page does not answer meanwhile: a second and more for thousands. Here the page asks for them, a portion at a time.
import type { Picked } from "../worker/calls";

type Picker = { showDirectoryPicker?(): Promise<FileSystemDirectoryHandle> };
type Children = { values(): AsyncIterable<FileSystemFileHandle | FileSystemDirectoryHandle> };

/** So many files are asked for at once. */
const PORTION = 50;

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
export async function filesIn(folder: FileSystemDirectoryHandle, path = folder.name): Promise<Picked[]> {
  const files: FileSystemFileHandle[] = [];
  const found: Picked[] = [];
  for await (const child of (folder as unknown as Children).values()) {
    if (child.kind === "file") files.push(child);
    else for (const inner of await filesIn(child, `${path}/${child.name}`)) found.push(inner);
  }
  for (let at = 0; at < files.length; at += PORTION) {
    const some = files.slice(at, at + PORTION).map(async (file) => ({ path: `${path}/${file.name}`, file: await file.getFile() }));
    found.push(...(await Promise.all(some)));
  }
  return found.length > 0 ? found : [{ path, file: null }];
}
