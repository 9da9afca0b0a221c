// Small files, read many in one go. Asking a browser for one file's bytes costs it far more than the bytes: a blob of 64 files is one question.

/** A file up to this size is read together with others. */
const SMALL = 64 << 10;
/** So many files at most are one read. */
const FILES = 64;
/** And so many bytes. */
const BYTES = 1 << 20;

/** Gives the bytes of these files, one after the other; nothing if one of them could not be read. */
export type ReadAll = (files: File[]) => Promise<ArrayBuffer | null>;

type Content = Promise<Uint8Array>;

interface Wanted {
  file: File;
  size: number;
  resolve(content: Content): void;
}

/** Reads small files that are asked for in one turn together, in the order in which they were asked for. */
export class Together {
  private wanted: Wanted[] = [];

  constructor(private readonly readAll: ReadAll) {}

  takes(size: number): boolean {
    return size <= SMALL;
  }

  /** The whole of a file that has so many bytes. */
  read(file: File, size: number): Content {
    return new Promise((resolve) => {
      // What asks, asks for many at once: all of them are there when its turn is over.
      if (this.wanted.length === 0) queueMicrotask(() => this.begin());
      this.wanted.push({ file, size, resolve });
    });
  }

  private begin(): void {
    const all = this.wanted;
    this.wanted = [];
    for (const group of groups(all)) this.answer(group);
  }

  /** Cuts what was read of all of them. */
  private answer(group: Wanted[]): void {
    const sum = group.reduce((bytes, { size }) => bytes + size, 0);
    const read = this.whole(group, sum);
    let at = 0;
    for (const { file, size, resolve } of group) {
      const from = at;
      at += size;
      // One that changed or went takes the whole read with it: then each is asked for, and only that one is missing.
      resolve(read.then((all) => (all ? new Uint8Array(all, from, size) : alone(file))));
    }
  }

  /** Nothing, if one of them had more or fewer bytes than it should: then it is not known where the others lie. */
  private async whole(group: Wanted[], sum: number): Promise<ArrayBuffer | null> {
    if (group.length < 2) return null;
    const all = await this.readAll(group.map(({ file }) => file));
    return all?.byteLength === sum ? all : null;
  }
}

function groups(all: Wanted[]): Wanted[][] {
  const found: Wanted[][] = [];
  let group: Wanted[] = [];
  let bytes = 0;
  for (const one of all) {
    if (group.length === FILES || (bytes + one.size > BYTES && group.length > 0)) {
      found.push(group);
      [group, bytes] = [[], 0];
    }
    group.push(one);
    bytes += one.size;
  }
  return group.length > 0 ? [...found, group] : found;
}

async function alone(file: File): Content {
  return new Uint8Array(await file.arrayBuffer());
}
