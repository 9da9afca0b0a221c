// Who the owner is, by credentials of other issuers.
import type { Id, Time } from "./values";

/** By which credentials of other issuers the bank knows the owner. */
export interface Identity {
  bound: Array<{ entry: string; since: Time }>;
  pending: { entry: string; due: Time } | null;
}

/** A request to a wallet app: its link is good once. */
export interface Presentation {
  presentation: Id;
  state: "asked" | "fetched" | "accepted" | "declined" | "refused" | "expired";
  link: string;
  expires: Time;
}

/** How a request stands: one that does not count rejects with "not-presented". */
export interface Presented {
  presentation: Id;
  state: "asked" | "fetched" | "accepted";
  entry: string | null;
  expires: Time;
}
