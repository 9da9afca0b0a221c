// Where an archive goes: into a file that the owner chose, or, where the browser cannot, into a Blob for the browser's own downloads.

export interface Sink {
  write(position: number, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Into a chosen file. */
export class FileSink implements Sink {
  private constructor(private readonly stream: FileSystemWritableFileStream) {}

  static async open(file: FileSystemFileHandle): Promise<FileSink> {
    return new FileSink(await file.createWritable());
  }

  async write(position: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length > 0) await this.stream.write({ type: "write", position, data: bytes as BufferSource });
  }

  close(): Promise<void> {
    return this.stream.close();
  }

  /** Drops what was written, unless it was closed. */
  async abandon(): Promise<void> {
    await this.stream.abort().catch(() => undefined);
  }
}

/** The archive is put together in pages of this size; a page that is full goes to the browser. */
const PAGE = 4 << 20;

interface Page {
  bytes: Uint8Array;
  filled: number;
}

/** Into a Blob: the browser keeps what is full outside the memory of the page, and all of it is gone with the tab. Each byte comes once. */
export class BlobSink implements Sink {
  private readonly open = new Map<number, Page>();
  private readonly full = new Map<number, Blob>();
  private length = 0;
  private result: Blob | null = null;

  async write(position: number, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const index = Math.floor((position + at) / PAGE);
      const within = position + at - index * PAGE;
      const piece = bytes.subarray(at, at + PAGE - within);
      this.put(index, within, piece);
      at += piece.length;
    }
    this.length = Math.max(this.length, position + bytes.length);
  }

  async close(): Promise<void> {
    const parts: BlobPart[] = [];
    for (let index = 0; index * PAGE < this.length; index += 1) {
      const bytes = this.open.get(index)?.bytes ?? new Uint8Array(PAGE);
      const part = this.full.get(index) ?? new Blob([bytes.subarray(0, this.length - index * PAGE) as BlobPart]);
      parts.push(part);
    }
    for (const page of this.open.values()) page.bytes.fill(0);
    this.open.clear();
    this.full.clear();
    this.result = new Blob(parts, { type: "application/zip" });
  }

  /** None where no archive was made: the locker may be empty. */
  blob(): Blob | null {
    return this.result;
  }

  private put(index: number, within: number, piece: Uint8Array): void {
    const page = this.open.get(index) ?? { bytes: new Uint8Array(PAGE), filled: 0 };
    this.open.set(index, page);
    page.bytes.set(piece, within);
    page.filled += piece.length;
    if (page.filled < PAGE) return;
    this.full.set(index, new Blob([page.bytes as BlobPart]));
    page.bytes.fill(0);
    this.open.delete(index);
  }
}
