// Picked files as the WebAssembly reads them: piece by piece, never a whole file at once.
import type { Picked } from "./calls";
import type { Entry } from "./owner";

export function entries(picked: Picked[]): Entry[] {
  return picked.map(({ path, file }) => (file ? ofFile(path, file) : ofFolder(path)));
}

function ofFile(path: string, file: File): Entry {
  return {
    path,
    size: file.size,
    mtimeMs: file.lastModified,
    read: async (offset, length) => new Uint8Array(await part(file, offset, length).arrayBuffer()),
  };
}

/** A browser looks at the file on the disk once more for a slice of it, and keeps this worker waiting: so none where the whole is asked for. */
function part(file: File, offset: number, length: number): Blob {
  return offset === 0 && length >= file.size ? file : file.slice(offset, offset + length);
}

function ofFolder(path: string): Entry {
  return { path, folder: true, size: 0, mtimeMs: Date.now(), read: async () => new Uint8Array() };
}
