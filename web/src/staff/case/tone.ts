// How loud the state of a case is.
import type { CaseState } from "../../bank/views";

export type Tone = "quiet" | "good" | "care" | "alarm";

const tones: Partial<Record<CaseState, Tone>> = {
  open: "care",
  approving: "care",
  vetoed: "alarm",
  closed: "alarm",
  waiting: "good",
  ready: "good",
  reissued: "good",
};

export const toneOf = (state: CaseState): Tone => tones[state] ?? "quiet";
