// Picked files as the WebAssembly reads them: piece by piece, never a whole large file at once, and many small ones together.
import type { Picked } from "./calls";
import type { Entry } from "./owner";
import { Together, type ReadAll } from "./together";

export function entries(picked: Picked[], readAll: ReadAll): Entry[] {
  const together = new Together(readAll);
  return picked.map(({ path, file }) => (file ? ofFile(path, file, together) : ofFolder(path)));
}

function ofFile(path: string, file: File, together: Together): Entry {
  const size = file.size;
  const read = (offset: number, length: number) =>
    offset === 0 && length === size && together.takes(size) ? together.read(file, size) : piece(file, offset, length);
  return { path, size, mtimeMs: file.lastModified, read };
}

async function piece(file: File, offset: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await part(file, offset, length).arrayBuffer());
}

/** A browser looks at the file on the disk once more for a slice of it, and keeps this worker waiting: so none where the whole is asked for. */
function part(file: File, offset: number, length: number): Blob {
  return offset === 0 && length >= file.size ? file : file.slice(offset, offset + length);
}

function ofFolder(path: string): Entry {
  return { path, folder: true, size: 0, mtimeMs: Date.now(), read: async () => new Uint8Array() };
}
