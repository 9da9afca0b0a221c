// The page's side of its service worker: what version runs here, and whether another one is offered.
import { scriptUrl } from "../start/trusted";
import type { About, Request } from "./words";

/** Begins it. Without one the page works all the same, and always is what the bank serves. */
export async function register(): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  try {
    return await navigator.serviceWorker.register(scriptUrl("./sw.js"), { updateViaCache: "none" });
  } catch {
    return null;
  }
}

/** What the newest service worker here says: it knows of a version that waits. */
export async function about(): Promise<About | null> {
  const registration = await ready();
  const newest = registration?.waiting ?? registration?.active;
  return newest ? ((await ask(newest, "about")) as About) : null;
}

/** Takes the version with this digest. The page has to be loaded again afterwards. `false` where meanwhile it is another one that is offered. */
export async function agree(digest: string): Promise<boolean> {
  const registration = await ready();
  const newest = registration?.waiting ?? registration?.active;
  return newest ? ((await ask(newest, { agree: digest })) as boolean) : false;
}

async function ready(): Promise<ServiceWorkerRegistration | null> {
  return "serviceWorker" in navigator ? navigator.serviceWorker.ready : null;
}

function ask(worker: ServiceWorker, request: Request): Promise<unknown> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(request, [channel.port2]);
  });
}
