// A failure in plain words: what happened, what it means for the wallet, what to try.
import type { Trouble } from "../worker/trouble";
import { span } from "./amounts";
import { words } from "./en";
import { plainly } from "./plainly";

/** The sentences to show. What is not known by its code is said as the owner's side says it. */
export function explain(trouble: Trouble): string[] {
  const known = words.trouble[trouble.code];
  const sentences = [known ?? plainly(trouble.message)];
  if (trouble.code === "unreachable" && trouble.elsewhere) sentences.push(words.elsewhere(location.origin));
  if (trouble.guessesLeft !== undefined) sentences.push(words.guessesLeft(trouble.guessesLeft));
  if (trouble.retryAfter !== undefined) sentences.push(words.retryAfter(span(trouble.retryAfter)));
  return sentences;
}
