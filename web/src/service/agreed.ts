// Which version of the page its owner agreed to, and whether all of it is still here.
import type { Version } from "./words";

export interface Agreed extends Version {
  /** The names of its files. */
  files: string[];
}

const AGREED = "dlocker-agreed";
const KEY = "/agreed";

export const cacheOf = (digest: string) => `dlocker-page-${digest}`;

export async function agreed(): Promise<Agreed | null> {
  const cache = await caches.open(AGREED);
  const found = await cache.match(KEY);
  return found ? ((await found.json()) as Agreed) : null;
}

/** From now on this version; the files of others go. */
export async function agree(version: Agreed): Promise<void> {
  const cache = await caches.open(AGREED);
  await cache.put(KEY, new Response(JSON.stringify(version)));
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("dlocker-page-") && name !== cacheOf(version.digest));
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** A browser that needs room may clear away single files. */
export async function isWhole(version: Agreed, address: (name: string) => URL): Promise<boolean> {
  const cache = await caches.open(cacheOf(version.digest));
  const there = new Set((await cache.keys()).map(({ url }) => url));
  return version.files.every((name) => there.has(address(name).href));
}
