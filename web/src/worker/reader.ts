// A worker that reads and does nothing else. To make one blob of many files a browser keeps the thread waiting that asks for it: so it is not the one
// that seals.
import type { Read, Reading } from "./aside";

async function bytesOf(files: File[]): Promise<ArrayBuffer | null> {
  try {
    return await new Blob(files).arrayBuffer();
  } catch {
    return null;
  }
}

self.onmessage = async ({ data: { id, files } }: MessageEvent<Reading>) => {
  const bytes = await bytesOf(files);
  const read: Read = { id, bytes };
  self.postMessage(read, { transfer: bytes ? [bytes] : [] });
};
