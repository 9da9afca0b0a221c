// The backup that is being made: it goes on while the owner looks at other screens, and over gaps in the network.
import { contents } from "./contents.svelte";
import { locker } from "./locker.svelte";
import { opening } from "./opening.svelte";
import { owner } from "./owner";
import { work } from "./work.svelte";
import { inTurns } from "../../pick/turns";
import { dropShared } from "../../service/shared";
import type { BackedUp, Which } from "../../worker/owner";
import type { Picked } from "../../worker/calls";
import { Trouble } from "../../worker/trouble";

/** So many files are handed to the worker at once, so that the page never stands still. */
const BATCH = 500;
const FIRST_PAUSE = 3000;
const LONGEST_PAUSE = 60_000;

class Put {
  picked = $state.raw<Map<string, File | null>>(new Map());
  /** Their size, once it is known. */
  bytes = $state(0);
  gathering = $state(false);
  running = $state(false);
  /** The network is away; it goes on by itself. */
  waits = $state(false);
  done = $state.raw<BackedUp | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  private measured: Promise<void> = Promise.resolve();
  private pause = FIRST_PAUSE;
  private stopped = false;

  get count(): number {
    let files = 0;
    for (const file of this.picked.values()) if (file) files += 1;
    return files;
  }

  add(more: Iterable<Picked>): void {
    const all = new Map(this.picked);
    for (const { path, file } of more) all.set(path, file);
    this.picked = all;
    this.measured = this.measure(all);
    this.done = null;
    this.trouble = null;
  }

  /** Adds what is still being looked up. */
  async gather(looking: Promise<Iterable<Picked>>): Promise<void> {
    this.gathering = true;
    try {
      this.add(await looking);
    } catch (thrown) {
      this.trouble = Trouble.of(thrown);
    }
    this.gathering = false;
  }

  clear(): void {
    this.picked = new Map();
    this.done = null;
    this.trouble = null;
  }

  /** `keep`: what is in the locker already stays in the newest backup too. */
  async start(keep: boolean): Promise<void> {
    this.running = true;
    this.stopped = false;
    this.trouble = null;
    this.pause = FIRST_PAUSE;
    work.begin();
    try {
      if (await this.handOver(keep)) {
        this.done = await this.untilDone();
        this.picked = new Map();
        contents.forget();
        await dropShared();
      }
    } catch (thrown) {
      this.trouble = Trouble.of(thrown);
    }
    // What was fetched from the locker for it lies open in the worker. Not waited for: the worker may be what broke.
    void owner.ungather().catch(() => undefined);
    this.running = false;
    this.waits = false;
    await locker.refresh();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await owner.stop();
  }

  /** A browser may look up each size on the disk, and keep the page waiting: so a little at a time. */
  private async measure(all: Map<string, File | null>): Promise<void> {
    let sum = 0;
    await inTurns(all.values(), (file) => (sum += file?.size ?? 0), () => this.picked === all);
    if (this.picked === all) this.bytes = sum;
  }

  /** Not, if the locker would have to be opened for it and its owner would rather not. */
  private async handOver(keep: boolean): Promise<boolean> {
    await owner.ungather();
    const before = keep ? await whatIsThere() : null;
    if (before && !(await opening.run(() => owner.keepBefore(before, null)))) return false;
    // A file whose size is known goes to the worker in a moment; the others would be looked up then, a whole batch at once.
    await this.measured;
    const all = [...this.picked].map(([path, file]) => ({ path, file }));
    for (let at = 0; at < all.length; at += BATCH) await owner.gather(all.slice(at, at + BATCH));
    return true;
  }

  /** Tries again for as long as only the network is away. */
  private async untilDone(): Promise<BackedUp> {
    for (;;) {
      try {
        return await owner.backup();
      } catch (thrown) {
        const trouble = Trouble.of(thrown);
        if (trouble.code !== "unreachable" || this.stopped) throw trouble;
      }
      this.waits = true;
      await this.rest();
      if (this.stopped) throw new Trouble({ code: "stopped", message: "", exit: 1 });
      this.waits = false;
    }
  }

  /** Until the browser says that the network is back, or a while. */
  private rest(): Promise<void> {
    const pause = this.pause;
    this.pause = Math.min(pause * 2, LONGEST_PAUSE);
    return new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer);
        removeEventListener("online", over);
        resolve();
      };
      const timer = setTimeout(over, pause);
      addEventListener("online", over);
    });
  }
}

/**
 * The newest backup of this device. Where it has none, what everything in the locker would come back from: not simply the newest of all,
 * which a phone may have put in after it was lost.
 */
async function whatIsThere(): Promise<Which | null> {
  const all = await owner.snapshots();
  const own = all.find((snapshot) => snapshot.this_device);
  if (own) return { snapshot: own.id };
  return all.length > 0 ? {} : null;
}

export const put = new Put();
