/**
 * Where the owner's side runs in a browser: keys and files in IndexedDB, signatures by WebCrypto, requests by fetch, one tab at a time.
 */
import { noRoom, trouble } from "../words/en/trouble";
import look, * as recogniser from "dlocker-wasm/dlocker_look.js";
import compiled from "dlocker-wasm/dlocker_look_bg.wasm?url";
import type { Answer, Platform, Recogniser } from "./owner";

const DATABASE = "dlocker";
const FILES = "files";
const KEYS = "keys";
const DEVICE = "device";
const LOCK = "dlocker-home";
/** A page that is loaded again waits so long for the one that it was before. */
const PATIENCE = 2000;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;

/** Another tab has the locker open. */
export class AnotherTab extends Error {
  readonly code = "another-tab";
  constructor() {
    super(trouble["another-tab"]);
  }
}

/** The browser keeps nothing, or nothing more. */
class StorageFailed extends Error {
  readonly code = "storage";
  constructor() {
    super(noRoom);
  }
}

/** Takes this browser's home for this worker alone, until the worker ends. */
export async function openPlatform(): Promise<Platform> {
  await takeLock();
  open = await openDatabase();
  return new BrowserPlatform(open);
}

let open: IDBDatabase | null = null;

/** Removes everything that this device knows, its key too. */
export async function forget(): Promise<void> {
  open?.close();
  open = null;
  await answered(indexedDB.deleteDatabase(DATABASE));
}

/** The lock is never given back: it goes with the worker, however that ends. */
function takeLock(): Promise<void> {
  return new Promise((resolve, reject) => {
    const held = navigator.locks.request(LOCK, { signal: AbortSignal.timeout(PATIENCE) }, () => {
      resolve();
      return new Promise<never>(() => {});
    });
    held.catch(() => reject(new AnotherTab()));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(FILES);
      opening.result.createObjectStore(KEYS);
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(new StorageFailed());
    opening.onblocked = () => reject(new AnotherTab());
  });
}

/** Waits until a transaction is on the disk. */
function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(new StorageFailed());
  });
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new StorageFailed());
  });
}

class BrowserPlatform implements Platform {
  readonly #database: IDBDatabase;
  #pair: CryptoKeyPair | null = null;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  async loadState(): Promise<Array<[string, Uint8Array]>> {
    const files = this.#database.transaction(FILES).objectStore(FILES);
    const [names, contents] = await Promise.all([answered(files.getAllKeys()), answered(files.getAll())]);
    return names.map((name, at) => [String(name), contents[at] as Uint8Array]);
  }

  commitState(changes: Array<[string, Uint8Array | null]>): Promise<void> {
    const transaction = this.#database.transaction(FILES, "readwrite", { durability: "strict" });
    const files = transaction.objectStore(FILES);
    for (const [name, content] of changes) {
      if (content === null) files.delete(name);
      else files.put(content, name);
    }
    return committed(transaction);
  }

  async deviceKey(): Promise<Uint8Array | null> {
    this.#pair ??= ((await answered(this.#database.transaction(KEYS).objectStore(KEYS).get(DEVICE))) as
      | CryptoKeyPair
      | undefined) ?? null;
    return this.#pair && raw(this.#pair.publicKey);
  }

  async makeDeviceKey(): Promise<Uint8Array> {
    const there = await this.deviceKey();
    if (there) return there;
    const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
    const transaction = this.#database.transaction(KEYS, "readwrite", { durability: "strict" });
    transaction.objectStore(KEYS).put(pair, DEVICE);
    await committed(transaction);
    this.#pair = pair;
    return raw(pair.publicKey);
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    if (!this.#pair) throw new Error("this browser has lost the device's key");
    const signed = await crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" },
      this.#pair.privateKey,
      message as Uint8Array<ArrayBuffer>,
    );
    return new Uint8Array(signed);
  }

  send(
    method: "GET" | "POST" | "PUT",
    url: string,
    headers: Array<[string, string]>,
    body: Uint8Array,
    limit: number,
  ): Promise<Answer> {
    return send(method, url, headers, body, limit);
  }

  sleep(millis: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, millis));
  }

  async recogniser(): Promise<Recogniser> {
    await look({ module_or_path: compiled });
    return recogniser;
  }
}

async function raw(key: CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", key));
}

let silent = false;

/** Whether the last request brought nothing and went to another address than the page's: a browser does not say whether the bank was away or unwilling. */
export function silentElsewhere(): boolean {
  return silent;
}

/** Fetches, and remembers what `silentElsewhere` tells. */
async function asked(url: string, request: RequestInit): Promise<Response> {
  silent = new URL(url).origin !== location.origin;
  const response = await fetch(url, request);
  silent = false;
  return response;
}

/** One request and its whole answer, of at most `limit` bytes. */
async function send(
  method: string,
  url: string,
  headers: Array<[string, string]>,
  body: Uint8Array,
  limit: number,
): Promise<Answer> {
  const response = await asked(url, {
    method,
    headers,
    body: method === "GET" ? null : (body as Uint8Array<ArrayBuffer>),
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(300_000),
  });
  return { status: response.status, nonce: response.headers.get("dlocker-nonce"), body: await read(response, limit) };
}

async function read(response: Response, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw new Error("the answer is longer than any answer of a dLocker bank");
    }
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
