// Wallets, in and out.
import type { Id, Time } from "./values";

export interface Warning {
  path: string;
  code: string;
  text: string;
}

export interface Snapshot {
  id: Id;
  number: number;
  created: Time;
  device: Id;
  this_device: boolean;
  epoch: number;
  bytes_stored: number;
}

export interface Item {
  path: string;
  kind: string;
  label: string | null;
  bytes: number;
  issuer?: string;
  expires?: string;
  /** Of a link. */
  target?: string;
  warnings?: Warning[];
}

export interface Differences {
  added: string[];
  removed: string[];
  changed: string[];
  metadata: string[];
}

export interface BackedUp {
  snapshot: Id;
  number: number;
  created: Time;
  items: number;
  bytes: number;
  bytes_sent: number;
  resumed_bytes: number;
  let_go: Id[];
  unread: Array<{ path: string; why: string }>;
  skipped: Array<{ path: string; why: string }>;
  warnings: Warning[];
}

export interface Restored {
  snapshot: Id;
  number: number;
  created: Time;
  device: Id;
  snapshots: Array<{ id: Id; device: Id; name: string; number: number; created: Time }>;
  to: string;
  items: number;
  bytes: number;
  resumed_bytes: number;
}

/** One file to put in. Folders come from the paths; an empty folder is an entry of its own with `folder: true`. */
export interface Entry {
  /** Parts joined by "/", without one at the beginning: "wallet/keys/id". */
  path: string;
  folder?: boolean;
  size: number;
  /** Milliseconds since 1970. */
  mtimeMs: number;
  /** Bytes of the file, `length` of them, fewer only at its end. Asked for ahead, up to 2048 at once, and 64 in one turn where it can be: those may be read together. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** What one backup is about; the newest of each device if nothing is said. */
export interface Which {
  snapshot?: Id;
  device?: Id;
  /** The newest until then: a time with its offset, or a day. */
  at?: string;
}

/**
 * Where a wallet is restored to. First all folders, links and files (a folder before what is in it), then bytes in any order, then `done`.
 * What returns a promise is waited for before much more comes.
 */
export interface Target {
  folder(path: string, meta: Meta): void | Promise<void>;
  link(path: string, meta: Meta, target: string): void | Promise<void>;
  /** A file of this length begins. `id` counts from 0 and names it from now on. */
  file(id: number, path: string, meta: Meta, size: number): void | Promise<void>;
  /** `bytes` is a copy of its own, and may be transferred. What is never written is zeros. */
  write(id: number, offset: number, bytes: Uint8Array): void | Promise<void>;
  done(): void | Promise<void>;
}

export interface Meta {
  /** Permission bits, as in a Unix file system. */
  mode: number;
  mtimeMs: number;
}

/** How far a long call is. */
export interface Progress {
  /**
   * "reading" (backup: bytes read so far), "sending" (backup: the last packs), "committing"; "opening" (an unlock), "restoring" (bytes so far
   * of `total`); of a recovery also "admitting", "checking" (rosters and log), "rotating"; "note" (`text` for the owner).
   */
  phase: "reading" | "sending" | "committing" | "opening" | "restoring" | "admitting" | "checking" | "rotating" | "note";
  done?: number;
  total?: number;
  text?: string;
}
