// The browser, as the WebAssembly needs it: this device's key and state in IndexedDB, requests by fetch, one tab at a time.
import { trouble } from "../words/en/trouble";
import type { Answer, Platform } from "./owner";

const NAME = "dlocker";
const STATE = "state";
const KEYS = "keys";
const DEVICE = "device";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;

/** Something that the page has words for. */
class Refused extends Error {
  constructor(
    readonly code: "another-tab" | "storage",
    message: string,
  ) {
    super(message);
  }
}

let database: IDBDatabase | null = null;

/** Takes the only lock that there is, and opens the database. */
export async function platform(): Promise<Platform> {
  await lockTab();
  const db = await openDatabase();
  database = db;
  return {
    loadState: () => loadState(db),
    commitState: (changes) => commitState(db, changes),
    deviceKey: async () => publicOf(await keyPair(db)),
    makeDeviceKey: () => makeDeviceKey(db),
    sign: (message) => sign(db, message),
    send,
    sleep: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
  };
}

/** Removes everything that this device knows. */
export async function forget(): Promise<void> {
  database?.close();
  database = null;
  await asked(indexedDB.deleteDatabase(NAME));
}

/** Held until the worker ends. A tab that is just going away may hold it a moment longer. */
async function lockTab(): Promise<void> {
  const patience = AbortSignal.timeout(1500);
  const held = new Promise<void>((resolve, reject) => {
    const keep = () => (resolve(), new Promise<never>(() => undefined));
    navigator.locks.request(NAME, { mode: "exclusive", signal: patience }, keep).catch(reject);
  });
  await held.catch(() => {
    throw new Refused("another-tab", trouble["another-tab"] ?? "");
  });
}

async function openDatabase(): Promise<IDBDatabase> {
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STATE);
      request.result.createObjectStore(KEYS);
    };
    return await asked(request);
  } catch {
    throw new Refused("storage", trouble.storage ?? "");
  }
}

function asked<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function loadState(db: IDBDatabase): Promise<Array<[string, Uint8Array]>> {
  const store = db.transaction(STATE).objectStore(STATE);
  const [names, contents] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
  return names.map((name, index) => [String(name), contents[index] as Uint8Array]);
}

function commitState(db: IDBDatabase, changes: Array<[string, Uint8Array | null]>): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STATE, "readwrite", { durability: "strict" });
    const store = transaction.objectStore(STATE);
    for (const [name, content] of changes) {
      if (content) store.put(content, name);
      else store.delete(name);
    }
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(new Refused("storage", trouble.storage ?? ""));
  });
}

function keyPair(db: IDBDatabase): Promise<CryptoKeyPair | undefined> {
  return asked(db.transaction(KEYS).objectStore(KEYS).get(DEVICE) as IDBRequest<CryptoKeyPair | undefined>);
}

async function publicOf(pair: CryptoKeyPair | undefined): Promise<Uint8Array | null> {
  return pair ? new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) : null;
}

async function makeDeviceKey(db: IDBDatabase): Promise<Uint8Array> {
  const there = await publicOf(await keyPair(db));
  if (there) return there;
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const transaction = db.transaction(KEYS, "readwrite", { durability: "strict" });
  await asked(transaction.objectStore(KEYS).add(pair, DEVICE));
  return (await publicOf(pair)) as Uint8Array;
}

async function sign(db: IDBDatabase, message: Uint8Array): Promise<Uint8Array> {
  const pair = await keyPair(db);
  if (!pair) throw new Error("This device has no key yet.");
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, message as BufferSource);
  return new Uint8Array(signature);
}

async function send(
  method: "GET" | "POST" | "PUT",
  url: string,
  headers: Array<[string, string]>,
  body: Uint8Array,
  limit: number,
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers,
    body: method === "GET" ? null : (body as BodyInit),
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
  });
  return { status: answer.status, nonce: answer.headers.get("dlocker-nonce"), body: await readUpTo(answer, limit) };
}

async function readUpTo(answer: Response, limit: number): Promise<Uint8Array> {
  const said = Number(answer.headers.get("content-length") ?? 0);
  if (said > limit) throw new Error("The bank's answer is larger than it may be.");
  const reader = answer.body?.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const piece = await reader?.read();
    if (!piece || piece.done) break;
    length += piece.value.length;
    if (length > limit) {
      await reader?.cancel();
      throw new Error("The bank's answer is larger than it may be.");
    }
    pieces.push(piece.value);
  }
  return joined(pieces, length);
}

function joined(pieces: Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1 && pieces[0]) return pieces[0];
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
