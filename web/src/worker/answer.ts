// Answers one call: plain commands go straight to the WebAssembly, the others bring files and places of the browser.
import { FolderTarget, freshIn } from "../folder/write";
import { BlobSink, FileSink } from "../zip/sink";
import { ZipTarget } from "../zip/write";
import { Aside } from "./aside";
import type { Picked, Place, Verb } from "./calls";
import { entries } from "./entries";
import { KeepTarget } from "./keep";
import { begin, end, now, whole, type Tell } from "./load";
import type { RecoverOptions, Secret, Target, Unlocking, Which } from "./owner";
import { forget } from "./platform";

type Args = unknown[];

let picked: Picked[] = [];
let kept: KeepTarget | null = null;

/** Runs what writes to a place, and gives the archive that the browser has to save, if there is one. */
async function into<Value>(place: Place | null, run: (target: Target | null) => Promise<Value>) {
  if (!place) return { value: await run(null), archive: null };
  if (place.kind === "folder") return { value: await run(new FolderTarget(await freshIn(place.folder))), archive: null };
  if (place.file) return { value: await intoFile(place.file, run), archive: null };
  const sink = new BlobSink();
  return { value: await run(new ZipTarget(sink)), archive: sink.blob() };
}

/** What was begun and not finished does not stay beside the file: it would be the wallet in clear. */
async function intoFile<Value>(file: FileSystemFileHandle, run: (target: Target) => Promise<Value>): Promise<Value> {
  const sink = await FileSink.open(file);
  try {
    return await run(new ZipTarget(sink));
  } finally {
    await sink.abandon();
  }
}

async function backup() {
  const anew = new Set(picked.map(({ path }) => path));
  const { owner } = await whole();
  const aside = new Aside();
  try {
    const all = entries(picked, (files) => aside.read(files));
    const done = await owner.backup([...all, ...(kept?.entries(anew) ?? [])]);
    ungather();
    return done;
  } finally {
    aside.end();
  }
}

function ungather(): void {
  picked = [];
  kept?.forget();
  kept = null;
}

/** Fetches what is in a backup, for the next one to have it too. */
async function keepBefore(which: Which, unlocking: Unlocking) {
  const target = new KeepTarget();
  const { owner } = await whole();
  const fetched = await owner.restore(which, [], target, "", unlocking);
  kept = target;
  return fetched;
}

const special: Partial<Record<Verb, (args: Args, tell: Tell) => unknown>> = {
  begin: (_, tell) => begin(tell),
  version: () => now().module.version(),
  passkeySalt: () => now().module.passkeySalt(),
  qr: async ([text]) => (await whole()).module.qr(text as Uint8Array),
  gather: ([more]) => void picked.push(...(more as Picked[])),
  ungather,
  keepBefore: ([which, unlocking]) => keepBefore(which as Which, unlocking as Unlocking),
  backup,
  restore: ([which, paths, place, to, unlocking]) =>
    into(place as Place, async (target) =>
      (await whole()).owner.restore(which as Which, paths as string[], target as Target, to as string, unlocking as Unlocking)),
  recoverFinish: ([secret, place, to, options]) =>
    into(place as Place | null, async (target) =>
      (await whole()).owner.recoverFinish(secret as Unlocking, target, to as string, options as RecoverOptions)),
  recoverFormer: ([secret, place, to, options]) =>
    into(place as Place, async (target) =>
      (await whole()).owner.recoverFormer(secret as Secret, target as Target, to as string, options as RecoverOptions)),
  forget: async () => {
    end();
    await forget();
  },
};

type Command = (...args: Args) => unknown;

/** What the first load can do is done by what is there; for the rest the whole is fetched. */
export function answer(verb: Verb, args: Args, tell: Tell): unknown {
  const own = special[verb];
  if (own) return own(args, tell);
  const it = now().owner;
  if (verb in it) return run(it, verb, args);
  return whole().then(({ owner }) => run(owner, verb, args));
}

function run(it: object, verb: Verb, args: Args): unknown {
  const command = it[verb as keyof typeof it] as Command | undefined;
  if (!command) throw new Error(`the page asked for "${verb}", which is no command`);
  return command.apply(it, args);
}
