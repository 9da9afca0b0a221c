// Answers one call: plain commands go straight to the WebAssembly, the others bring files and places of the browser.
import init, { open, passkeySalt, qr, version } from "dlocker-wasm/dlocker.js";
import compiled from "dlocker-wasm/dlocker_bg.wasm?url";
import { FolderTarget } from "../folder/write";
import { BlobSink, FileSink } from "../zip/sink";
import { ZipTarget } from "../zip/write";
import type { Picked, Place, Verb } from "./calls";
import { entries } from "./entries";
import { KeepTarget } from "./keep";
import type { Owner, Progress, RecoverOptions, Secret, Target, Unlocking, Which } from "./owner";
import { forget, openPlatform } from "./platform";

type Tell = (progress: Progress) => void;
type Args = unknown[];

let owner: Owner | null = null;
let picked: Picked[] = [];
let kept: KeepTarget | null = null;

function ready(): Owner {
  if (!owner) throw new Error("the worker was not begun");
  return owner;
}

async function begin(tell: Tell) {
  if (!owner) {
    const browser = await openPlatform();
    await init({ module_or_path: compiled });
    const opened = await open(browser);
    opened.onProgress(tell);
    owner = opened;
  }
  return ready().kept();
}

/** Runs what writes to a place, and gives the archive that the browser has to save, if there is one. */
async function into<Value>(place: Place | null, run: (target: Target | null) => Promise<Value>) {
  if (!place) return { value: await run(null), archive: null };
  if (place.kind === "folder") return { value: await run(new FolderTarget(place.folder)), archive: null };
  if (place.file) return { value: await run(new ZipTarget(await FileSink.open(place.file))), archive: null };
  const sink = new BlobSink();
  return { value: await run(new ZipTarget(sink)), archive: sink.blob() };
}

async function backup() {
  const anew = new Set(picked.map(({ path }) => path));
  const done = await ready().backup([...entries(picked), ...(kept?.entries(anew) ?? [])]);
  ungather();
  return done;
}

function ungather(): void {
  picked = [];
  kept?.forget();
  kept = null;
}

/** Fetches what is in a backup, for the next one to have it too. */
async function keepBefore(which: Which, unlocking: Unlocking) {
  const target = new KeepTarget();
  const fetched = await ready().restore(which, [], target, "", unlocking);
  kept = target;
  return fetched;
}

const special: Partial<Record<Verb, (args: Args, tell: Tell) => unknown>> = {
  begin: (_, tell) => begin(tell),
  version: () => version(),
  passkeySalt: () => passkeySalt(),
  qr: ([text]) => qr(text as Uint8Array),
  gather: ([more]) => void picked.push(...(more as Picked[])),
  ungather,
  keepBefore: ([which, unlocking]) => keepBefore(which as Which, unlocking as Unlocking),
  backup,
  restore: ([which, paths, place, to, unlocking]) =>
    into(place as Place, (target) =>
      ready().restore(which as Which, paths as string[], target as Target, to as string, unlocking as Unlocking)),
  recoverFinish: ([secret, place, to, options]) =>
    into(place as Place | null, (target) =>
      ready().recoverFinish(secret as Unlocking, target, to as string, options as RecoverOptions)),
  recoverFormer: ([secret, place, to, options]) =>
    into(place as Place, (target) =>
      ready().recoverFormer(secret as Secret, target as Target, to as string, options as RecoverOptions)),
  forget: async () => {
    owner?.lock();
    owner = null;
    await forget();
  },
};

export function answer(verb: Verb, args: Args, tell: Tell): unknown {
  const own = special[verb];
  if (own) return own(args, tell);
  const it = ready();
  const command = it[verb as keyof Owner] as ((...args: Args) => unknown) | undefined;
  if (!command) throw new Error(`the page asked for "${verb}", which is no command`);
  return command.apply(it, args);
}
