// Reads aside, in a worker of its own, for as long as something is put in.
import { scriptUrl } from "../start/trusted";
import address from "./reader.ts?worker&url";

export interface Reading {
  id: number;
  files: File[];
}

/** Nothing where one of the files could not be read. */
export interface Read {
  id: number;
  bytes: ArrayBuffer | null;
}

export class Aside {
  private readonly open = new Map<number, (bytes: ArrayBuffer | null) => void>();
  private readonly worker: Worker;
  private count = 0;
  private over = false;

  constructor() {
    this.worker = new Worker(scriptUrl(address), { type: "module", name: "dlocker-reader" });
    this.worker.onmessage = ({ data: { id, bytes } }: MessageEvent<Read>) => {
      this.open.get(id)?.(bytes);
      this.open.delete(id);
    };
    // One that does not start: whatever is asked for is read without it.
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end();
    };
  }

  /** The bytes of these files, one after the other; nothing if that fails. */
  read(files: File[]): Promise<ArrayBuffer | null> {
    if (this.over) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.count += 1;
      this.open.set(this.count, resolve);
      const reading: Reading = { id: this.count, files };
      this.worker.postMessage(reading);
    });
  }

  end(): void {
    this.over = true;
    this.worker.terminate();
    for (const resolve of this.open.values()) resolve(null);
    this.open.clear();
  }
}
