// One thing that a screen of the console does at a time, with failures in words for staff.
import { PasskeyRefused } from "../../bank/passkey";
import { Problem } from "../../bank/problem";
import { Doing as OneThing } from "../../owner/state/doing.svelte";
import { Trouble } from "../../worker/trouble";
import { staffWords } from "../../words/staff";

export class Doing extends OneThing {
  override run<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    return super.run(async () => {
      try {
        return await work();
      } catch (thrown) {
        throw inWords(thrown);
      }
    });
  }
}

/** The failure as screens show it. */
export function inWords(thrown: unknown): unknown {
  if (thrown instanceof PasskeyRefused) return trouble(staffWords.trouble[thrown.why] ?? "");
  if (!(thrown instanceof Problem)) return thrown;
  return trouble(staffWords.trouble[thrown.code] ?? thrown.detail, thrown.retryAfter);
}

function trouble(message: string, retryAfter?: number): Trouble {
  return new Trouble({ code: "staff", message, exit: 1, ...(retryAfter === undefined ? {} : { retry_after: retryAfter }) });
}
