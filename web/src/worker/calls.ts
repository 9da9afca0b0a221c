// What the page may ask of the worker: the owner's commands, with files and places of the browser where the WebAssembly has callbacks.
import type {
  BackedUp, Kept, Owner, Progress, Recovered, RecoverOptions, Restored, Secret, Unlocking, Which,
} from "./owner";

/** A file that was picked, by its path in the locker. Without content it is an empty folder. */
export interface Picked {
  path: string;
  file: File | null;
}

/** Where a wallet goes. A zip without a chosen file is made in the browser and handed back as a Blob. */
export type Place =
  | { kind: "zip"; file: FileSystemFileHandle | null }
  | { kind: "folder"; folder: FileSystemDirectoryHandle };

/** What came out, and the archive if the browser has to save it. */
export type Out<Value> = { value: Value; archive: Blob | null };

type Special = "free" | "onProgress" | "backup" | "restore" | "recoverFinish" | "recoverFormer";
type Late<Call> = Call extends (...args: infer Args) => infer Value ? (...args: Args) => Promise<Awaited<Value>> : never;

/** The commands that are the same on both sides. */
export type Plain = Exclude<keyof Owner, Special>;

/** Everything that the page may call. */
export type Calls = { [Verb in Plain]: Late<Owner[Verb]> } & {
  /** Reads what this device knows. Rejects with "another-tab" or "storage" where the page cannot work. */
  begin(): Promise<Kept>;
  version(): Promise<string>;
  passkeySalt(): Promise<Uint8Array>;
  /** Rows of "1" and "0". */
  qr(text: Uint8Array): Promise<string[]>;
  /** Adds to the list of what the next backup takes. */
  gather(picked: Picked[]): Promise<void>;
  /** Adds to it what is in a backup already, but for what the list has under the same path. */
  keepBefore(which: Which, unlocking: Unlocking): Promise<Restored>;
  /** Empties the list. */
  ungather(): Promise<void>;
  backup(): Promise<BackedUp>;
  restore(which: Which, paths: string[], place: Place, to: string, unlocking: Unlocking): Promise<Out<Restored>>;
  recoverFinish(secret: Unlocking, place: Place | null, to: string, options?: RecoverOptions): Promise<Out<Recovered>>;
  recoverFormer(secret: Secret, place: Place, to: string, options?: RecoverOptions): Promise<Out<Restored>>;
  /** Removes everything that this device knows, its key too. */
  forget(): Promise<void>;
};

export type Verb = keyof Calls;

export interface Ask {
  id: number;
  verb: Verb;
  args: unknown[];
}

export type Told = { id: number; value: unknown } | { id: number; failure: unknown } | { progress: Progress };

/** The buffers of secrets and contents, which are moved and not copied. */
export function moved(value: unknown, depth = 0): Transferable[] {
  if (value instanceof Uint8Array) return value.byteLength > 0 ? [value.buffer as ArrayBuffer] : [];
  if (depth > 1 || typeof value !== "object" || value === null || value instanceof Blob) return [];
  const inner = Object.values(value).flatMap((part) => moved(part, depth + 1));
  return [...new Set(inner)];
}
