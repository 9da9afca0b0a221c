// Asking for the owner's own key, wherever something needs the open locker.
import type { MethodLine } from "../../worker/owner";
import { Trouble } from "../../worker/trouble";
import { locker } from "./locker.svelte";
import { owner } from "./owner";

interface Request {
  methods: MethodLine[];
  settle(opened: boolean): void;
}

class Opening {
  request = $state.raw<Request | null>(null);

  /** Shows the sheet; true when the locker is open. */
  async ask(): Promise<boolean> {
    const methods = await owner.methods();
    const opened = await new Promise<boolean>((settle) => (this.request = { methods, settle }));
    this.request = null;
    await locker.look();
    return opened;
  }

  /** Does what needs the open locker, and asks for the key first if it is shut. Gives nothing if the owner would rather not. */
  async run<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work();
    } catch (thrown) {
      if (Trouble.of(thrown).code !== "locked") throw thrown;
    }
    return (await this.ask()) ? work() : undefined;
  }
}

export const opening = new Opening();
