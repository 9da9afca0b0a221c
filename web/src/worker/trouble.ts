// What a command fails with, as an Error that screens can show.
import type { Failure } from "./owner";

export class Trouble extends Error {
  readonly code: string;
  readonly guessesLeft: number | undefined;
  readonly retryAfter: number | undefined;

  /** The bank has another address than the page, and answered nothing at all. */
  readonly elsewhere: boolean;

  constructor(failure: Failure["error"] & { elsewhere?: boolean }) {
    super(failure.message);
    this.name = "Trouble";
    this.code = failure.code;
    this.guessesLeft = failure.guesses_left;
    this.retryAfter = failure.retry_after;
    this.elsewhere = failure.elsewhere ?? false;
  }

  /** Whatever was thrown, as one of these. */
  static of(thrown: unknown): Trouble {
    if (thrown instanceof Trouble) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new Trouble({ code: "page", message, exit: 1 });
  }
}
