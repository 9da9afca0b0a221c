// The locker, as it stands.
import type { Intent, Keep } from "./change";
import type { Case } from "./recovery";
import type { MethodKind, MethodLine } from "./secret";
import type { Id, Time } from "./values";

export interface Enrolled {
  locker: Id;
  handle: string;
  device: Id;
  bank: Id;
}

/** What this device remembers without asking the bank: enough to choose the first screen. */
export interface Kept {
  /** Its locker, if it has one. `joining`: it asked to join and was not let in yet. */
  locker: { locker: Id; handle: string; bank: string; device: Id | null; joining: boolean } | null;
  /** A recovery that was begun here and is not done. `admitted`: the bank has let this device in, the rest can follow. */
  recovery: { case: Id; handle: string; bank: string; admitted: boolean; restored: boolean } | null;
  /** The newest backup from here, as in {@link Status}. */
  last_backup: LastBackup | null;
  last_proved: { at: Time; kind: MethodKind; snapshot: Id | null } | null;
  /** A locker that was left behind by starting afresh. */
  former: boolean;
  /** A backup was interrupted: the next one goes on from it. */
  unfinished_backup: boolean;
}

export interface LastBackup {
  snapshot: Id;
  number: number;
  at: Time;
  items: number;
  bytes: number;
}

export interface DeviceLine {
  id: Id;
  name: string;
  added: Time;
  state: "active" | "suspended" | "replaced" | "joining";
  this: boolean;
}

export interface Message {
  number: number;
  at: Time;
  kind: string;
  text: string;
  new: boolean;
}

export interface VisitLog {
  verified: true;
  head: { number: number; digest: string; at: Time };
  /** `text` is said here and not by the command line: the sentence that it prints without `--json`. */
  entries: Array<{ number: number; at: Time; by: unknown; event: string; digest: string; text: string; [more: string]: unknown }>;
}

export interface Rehearsed {
  opened: true;
  kind: MethodKind;
  guesses_left: number;
  newest: { snapshot: Id; number: number; created: Time; items: number; bytes: number; packs_checked: number } | null;
}

export interface Status {
  locker: Id;
  handle: string;
  bank: string;
  device: Id;
  devices: Array<{ id: Id; state: string; since: Time }>;
  joining: DeviceLine[];
  intents: Intent[];
  state: "new" | "open" | "frozen" | "shut" | "closed";
  freeze: { since: Time; lapses: Time | null } | null;
  methods: MethodLine[];
  last_backup: LastBackup | null;
  last_proved: { at: Time; kind: MethodKind; snapshot: Id | null } | null;
  /** Recoveries of this locker that somebody asks for: the red banner. */
  cases: Case[];
  roster: number;
  log: number;
  used: number;
  quota: number;
  keep: Keep | null;
}
