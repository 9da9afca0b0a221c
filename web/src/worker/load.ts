// Loads the WebAssembly: at first only what an owner begins with, and the whole when it is first needed. Both read the same local state.
import all, * as everything from "dlocker-wasm/dlocker.js";
import allCompiled from "dlocker-wasm/dlocker_bg.wasm?url";
import first, * as start from "dlocker-wasm/dlocker_start.js";
import firstCompiled from "dlocker-wasm/dlocker_start_bg.wasm?url";
import { trouble } from "../words/en/trouble";
import type { Owner, Platform, Progress } from "./owner";
import { openPlatform } from "./platform";

export type Tell = (progress: Progress) => void;

/** The rest of the page could not be fetched. */
export class NotFetched extends Error {
  readonly code = "unreachable";
  constructor() {
    super(trouble.unreachable);
  }
}

let platform: Platform | null = null;
let listener: Tell | null = null;
let begun: { module: typeof start; owner: start.Owner } | null = null;
type Whole = { module: typeof everything; owner: Owner };
let loaded: Whole | null = null;
let loading: Promise<Whole> | null = null;

/** Without its own words a failed fetch says nothing to an owner. */
export async function fetched(loading: Promise<unknown>): Promise<void> {
  await loading.catch(() => {
    throw new NotFetched();
  });
}

/** What is there. */
export function now() {
  const there = loaded ?? begun;
  if (!there) throw new Error("the worker was not begun");
  return there;
}

/** Opens the browser's home, and says what is kept there. */
export async function begin(tell: Tell) {
  if (!loaded && !begun) {
    platform = await openPlatform();
    await fetched(first({ module_or_path: firstCompiled }));
    begun = { module: start, owner: await start.open(platform) };
    listener = tell;
    begun.owner.onProgress(tell);
  }
  return now().owner.kept();
}

/** Everything. Between two calls nothing is kept in memory alone but a secret, and what an owner begins with holds none. */
export function whole(): Promise<Whole> {
  // One owner, however many ask at once: two would each believe their own memory of the home.
  loading ??= loadWhole().catch((failed: unknown) => {
    loading = null;
    throw failed;
  });
  return loading;
}

async function loadWhole(): Promise<Whole> {
  if (!platform) throw new Error("the worker was not begun");
  await fetched(all({ module_or_path: allCompiled }));
  const owner = await everything.open(platform);
  owner.onProgress(listener);
  begun = null;
  loaded = { module: everything, owner };
  return loaded;
}

/** Nothing is there any more, until it is begun again. */
export function end(): void {
  loaded?.owner.lock();
  loaded = null;
  loading = null;
  begun = null;
  platform = null;
}
