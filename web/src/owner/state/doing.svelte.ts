// One thing that a screen does at a time: whether it runs, and what went wrong.
import { PasskeyTrouble } from "../../passkey/make";
import { words } from "../../words/en";
import { Trouble } from "../../worker/trouble";

export class Doing {
  busy = $state(false);
  trouble = $state.raw<Trouble | null>(null);

  /** Runs it; gives nothing if it failed. */
  async run<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.trouble = null;
    try {
      return await work();
    } catch (thrown) {
      this.trouble = troubleOf(thrown);
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  /** Something that the page itself sees to be wrong. */
  say(message: string): void {
    this.trouble = new Trouble({ code: "page", message, exit: 2 });
  }
}

function troubleOf(thrown: unknown): Trouble {
  if (!(thrown instanceof PasskeyTrouble)) return Trouble.of(thrown);
  return new Trouble({ code: "page", message: words.joining.passkey[thrown.why], exit: 2 });
}
