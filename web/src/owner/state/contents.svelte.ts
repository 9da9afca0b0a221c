// What is in the backup that is looked into. It is forgotten when the locker is locked.
import type { Item, Which } from "../../worker/owner";
import { opening } from "./opening.svelte";
import { owner } from "./owner";

class Contents {
  items = $state.raw<Item[] | null>(null);
  which = $state.raw<Which>({});
  /** The date of the backup, if it is not the newest. */
  of = $state<string | null>(null);

  async load(which: Which, of: string | null): Promise<void> {
    this.items = null;
    this.which = which;
    this.of = of;
    const items = await opening.run(() => owner.items(which, null));
    if (items) this.items = items;
  }

  forget(): void {
    this.items = null;
    this.which = {};
    this.of = null;
  }
}

export const contents = new Contents();
