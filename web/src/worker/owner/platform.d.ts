// Where it runs: what the worker brings.

/**
 * What the worker brings: `platform.ts` for a browser, a few lines for a test in node. Each promise that rejects gives words for the owner
 * as the `message` of an Error.
 */
export interface Platform {
  /** Every file of the local state: read once, when the worker starts. */
  loadState(): Promise<Array<[name: string, content: Uint8Array]>>;
  /** Writes these files in one transaction, and answers when they are on the disk. `null` removes one. */
  commitState(changes: Array<[name: string, content: Uint8Array | null]>): Promise<void>;
  /** The public half of this device's key, if there is one: 65 bytes, uncompressed. */
  deviceKey(): Promise<Uint8Array | null>;
  /** Makes the key unless there is one. It cannot be extracted. */
  makeDeviceKey(): Promise<Uint8Array>;
  /** ECDSA, P-256, SHA-256: 64 bytes, r and s. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** One request, and the whole answer, of at most `limit` bytes. Never follows a redirect, sends no cookies, keeps nothing in a cache. */
  send(
    method: "GET" | "POST" | "PUT",
    url: string,
    headers: Array<[name: string, value: string]>,
    body: Uint8Array,
    limit: number,
  ): Promise<Answer>;
  sleep(millis: number): Promise<void>;
  /** What tells files apart: fetched when the first backup begins. */
  recogniser(): Promise<Recogniser>;
}

/** `dlocker_look.js`, once its WebAssembly is loaded. */
export interface Recogniser {
  /** What a file of `size` bytes is, of which `head` is the beginning or all, as `dlocker-wasm` reads it. `head` is filled with zeros. */
  recognise(head: Uint8Array, size: number): Uint8Array;
}

/** What a bank answered. `nonce` is the header `dlocker-nonce`. */
export interface Answer {
  status: number;
  nonce: string | null;
  body: Uint8Array;
}
