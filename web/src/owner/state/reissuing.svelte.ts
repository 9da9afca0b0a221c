// What has to be issued again, as the backups say it. It is forgotten when the locker is locked: it names the owner's papers.
import type { Reissue } from "../../worker/owner";
import { opening } from "./opening.svelte";
import { owner } from "./owner";

class Reissuing {
  list = $state.raw<Reissue | null>(null);

  /** Made anew each time: what came in with a backup ticks itself off. */
  async load(tick: { done: number } | { undo: number } | null = null): Promise<void> {
    const list = await opening.run(() => owner.reissue(tick, null));
    if (list) this.list = list;
  }

  forget(): void {
    this.list = null;
  }
}

export const reissuing = new Reissuing();
