// What the page cannot do without, asked before anything else.

export type Missing = "insecure" | "old" | "private";

/** What is missing here, if anything is. */
export async function missing(): Promise<Missing | null> {
  if (!isSecureContext) return "insecure";
  if (!hasAll()) return "old";
  return (await canStore()) ? null : "private";
}

function hasAll(): boolean {
  return (
    typeof WebAssembly === "object" &&
    typeof crypto?.subtle?.generateKey === "function" &&
    typeof Worker === "function" &&
    "locks" in navigator &&
    typeof structuredClone === "function" &&
    typeof Blob.prototype.arrayBuffer === "function"
  );
}

/** Whether the browser really keeps something: in some private windows it says no only when asked. */
function canStore(): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open("dlocker-probe");
      asked.onerror = () => resolve(false);
      asked.onsuccess = () => {
        asked.result.close();
        indexedDB.deleteDatabase("dlocker-probe");
        resolve(true);
      };
    } catch {
      resolve(false);
    }
  });
}
