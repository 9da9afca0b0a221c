// Where what is taken out can go in this browser.
import type { Place } from "../worker/calls";

interface Pickers {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
  showDirectoryPicker?(options: { mode: "readwrite" }): Promise<FileSystemDirectoryHandle>;
}

const pickers = globalThis as Pickers;

export const canWriteFolders = typeof pickers.showDirectoryPicker === "function";

/** Asks where the archive goes; without such a dialogue the browser's own downloads get it. Nothing if the owner would rather not. */
export async function chooseZip(name: string): Promise<Place | null> {
  if (!pickers.showSaveFilePicker) return { kind: "zip", file: null };
  const file = await chosen(pickers.showSaveFilePicker({ suggestedName: name }));
  return file ? { kind: "zip", file } : null;
}

export async function chooseFolder(): Promise<Place | null> {
  if (!pickers.showDirectoryPicker) return null;
  const folder = await chosen(pickers.showDirectoryPicker({ mode: "readwrite" }));
  return folder ? { kind: "folder", folder } : null;
}

async function chosen<Handle>(asked: Promise<Handle>): Promise<Handle | null> {
  try {
    return await asked;
  } catch (thrown) {
    // Anything else is said: else a button would do nothing, and its owner would not know why.
    if (thrown instanceof DOMException && thrown.name === "AbortError") return null;
    throw thrown;
  }
}
