// The key of a session that is to begin waits here while its person is at the identity provider, since a page that is left forgets everything. It is a
// key that nothing can take out of the browser, and it is gone from here before it is used: as soon as the console is opened again, for whatever reason.

const NAME = "dlocker-staff-waiting";
const STORE = "key";

/** Keeps the key in place of any other. */
export async function keepWaiting(pair: CryptoKeyPair): Promise<void> {
  await inStore((store) => store.put(pair, STORE));
}

/** The key that waits, which waits no more; null where none does. */
export async function takeWaiting(): Promise<CryptoKeyPair | null> {
  try {
    const pair = await inStore<CryptoKeyPair | undefined>((store) => store.get(STORE));
    await gone();
    return pair ?? null;
  } catch {
    return null;
  }
}

function gone(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(new Error("stays"));
  });
}

function inStore<Value>(work: (store: IDBObjectStore) => IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onerror = () => reject(new Error("closed"));
    request.onsuccess = () => {
      const database = request.result;
      const transaction = database.transaction(STORE, "readwrite");
      const asked = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => (database.close(), resolve(asked.result as Value));
      transaction.onabort = () => (database.close(), reject(new Error("full")));
    };
  });
}
