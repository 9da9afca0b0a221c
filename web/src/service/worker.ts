// The service worker keeps the version of the page that was installed, and serves no other before its owner agreed.
//
// A browser exchanges the service worker itself whenever the bank's differs. So what is served does not depend on which service worker runs, but
// on what was agreed: its digest stands in a cache of its own, and the files of that version in another.
import { agree, agreed, cacheOf, isWhole, type Agreed } from "./agreed";
import { incomplete } from "./incomplete";
import { keepShared } from "./shared";
import type { About, Request as Asked } from "./words";

declare const self: ServiceWorkerGlobalScope;
declare const BUILT: { version: string; digest: string; files: [name: string, sha256: string][] };

const own: Agreed = { version: BUILT.version, digest: BUILT.digest, files: BUILT.files.map(([name]) => name) };
const addressOf = (name: string) => new URL(name === "index.html" ? "./" : name, self.registration.scope);

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Fetches every file of this version that is not there yet, and refuses what is not what the list says. */
async function fill(): Promise<void> {
  const cache = await caches.open(cacheOf(own.digest));
  await Promise.all(
    BUILT.files.map(async ([name, expected]) => {
      const url = addressOf(name);
      if (await cache.match(url)) return;
      const answer = await fetch(url, { cache: "reload", credentials: "omit" });
      const bytes = await answer.arrayBuffer();
      if (!answer.ok || (await sha256(bytes)) !== expected) throw new Error(`${name} is not the file that this version lists`);
      // As an answer of its own: a browser opens no page from one that came by a detour.
      await cache.put(url, new Response(bytes, { headers: answer.headers }));
    }),
  );
}

async function install(): Promise<void> {
  await fill();
  if (!(await agreed())) await agree(own);
}

async function about(): Promise<About> {
  const current = await agreed();
  return { current: current ?? own, offered: current && current.digest !== own.digest ? own : null };
}

/**
 * From the version that was agreed; what does not belong to the page goes to the network as it is. Of a file that belongs to it and is gone
 * nothing is opened in its place, for that would be another version unasked.
 */
async function serve(request: Request, path: string): Promise<Response> {
  const current = await agreed();
  if (!current) return fetch(request);
  const isPage = path === "" || path === "index.html";
  if (isPage && !(await isThere(current))) return begin(request, current);
  const cache = await caches.open(cacheOf(current.digest));
  // The page has two addresses and lies in the cache under one: under the other it would be whatever the bank serves today.
  const found = await cache.match(isPage ? self.registration.scope : request, { ignoreSearch: true });
  if (found) return found;
  return current.files.includes(path) ? Response.error() : fetch(request);
}

/** All of it, or it could be fetched again just as it was. */
async function isThere(current: Agreed): Promise<boolean> {
  if (await isWhole(current, addressOf)) return true;
  return current.digest === own.digest && fill().then(() => true, () => false);
}

/** The installed version has lost a part: another is taken when its owner says so, and not before. */
async function begin(request: Request, current: Agreed): Promise<Response> {
  if (current.digest === own.digest) return incomplete(null);
  const taken = new URL(request.url).searchParams.get("take");
  if (taken === null || !(await agreeTo(taken))) return incomplete(own);
  return Response.redirect(self.registration.scope, 303);
}

/** Agrees to this version, if it is the one that the owner was shown and all of it is there: its files go when another one is agreed to. */
async function agreeTo(shown: string): Promise<boolean> {
  const whole = shown === own.digest && (await fill().then(() => true, () => false));
  if (!whole) return false;
  await agree(own);
  await self.skipWaiting();
  return true;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const scope = new URL(self.registration.scope);
  if (url.origin !== scope.origin) return;
  const path = url.pathname.slice(scope.pathname.length);
  if (event.request.method === "POST" && path === "share") return event.respondWith(keepShared(event.request));
  const belongs = path === "" || own.files.includes(path) || path.startsWith("assets/");
  if (event.request.method === "GET" && belongs) event.respondWith(serve(event.request, path));
});

self.addEventListener("message", (event) => {
  const asked = event.data as Asked;
  const port = event.ports[0];
  if (asked === "about") event.waitUntil(about().then((it) => port?.postMessage(it)));
  else event.waitUntil(agreeTo(asked.agree).then((it) => port?.postMessage(it)));
});
