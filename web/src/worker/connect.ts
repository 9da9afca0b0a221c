// The page's side of the worker: each command as a function that gives a promise. One command runs at a time; the others wait their turn.
import { scriptUrl } from "../start/trusted";
import address from "./main.ts?worker&url";
import { moved, type Ask, type Calls, type Told, type Verb } from "./calls";
import type { Failure, Progress } from "./owner";
import { Trouble } from "./trouble";

type Settle = { resolve(value: unknown): void; reject(reason: unknown): void };

/** These need not wait: they are answered while another command runs. Locking must not: a command that hangs would keep the secret. */
const AT_ONCE: ReadonlySet<Verb> = new Set<Verb>(["stop", "lock", "locked", "kept"]);

export interface Connection {
  owner: Calls;
  onProgress(listener: ((progress: Progress) => void) | null): void;
}

export function connect(): Connection {
  const worker = new Worker(scriptUrl(address), { type: "module", name: "dlocker" });
  const open = new Map<number, Settle>();
  let listener: ((progress: Progress) => void) | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;

  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    if ("progress" in data) return listener?.(data.progress);
    const settle = open.get(data.id);
    open.delete(data.id);
    if ("failure" in data) settle?.reject(new Trouble(data.failure as Failure["error"]));
    else settle?.resolve(data.value);
  };
  worker.onerror = (event) => {
    const broken = new Trouble({ code: "worker", message: event.message, exit: 1 });
    for (const settle of open.values()) settle.reject(broken);
    open.clear();
  };

  const send = (verb: Verb, args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      count += 1;
      open.set(count, { resolve, reject });
      const ask: Ask = { id: count, verb, args };
      worker.postMessage(ask, moved(args));
    });
  const inTurn = (verb: Verb, args: unknown[]) => {
    const mine = last.then(() => send(verb, args));
    last = mine.catch(() => undefined);
    return mine;
  };
  const call = (verb: Verb) => (...args: unknown[]) => (AT_ONCE.has(verb) ? send(verb, args) : inTurn(verb, args));
  const owner = new Proxy({} as Calls, { get: (_, verb) => call(verb as Verb) });
  return { owner, onProgress: (to) => (listener = to) };
}
