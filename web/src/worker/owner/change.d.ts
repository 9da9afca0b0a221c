// Changes of the locker, those that wait among them, and its rules.
import type { MethodKind } from "./secret";
import type { Id, Time } from "./values";

export interface Waiting {
  state: "waiting";
  intent: Id;
  what: ChangeKind;
  due: Time;
  /** The locker is frozen, and the clock of the change stands. */
  clock_stands?: true;
}

export type ChangeKind =
  | "add-device"
  | "add-method"
  | "remove-method"
  | "shorten-wait"
  | "weaken-recovery"
  | "shorten-history"
  | "delete-snapshots"
  | "choose-contacts"
  | "close-locker";

/** How far the closing of the locker is. */
export type Closing = (({ state: "open" } | { state: "due"; intent: Id } | Waiting) & { taken_out?: boolean }) | { state: "closed"; at: Time; by: Id };

/** A change that is made, or one that waits, with what else the command gives. */
export type Changed<More> = ({ state: "done" } | Waiting) & More;

export interface Intent {
  id: Id;
  what: ChangeKind;
  by: Id;
  due: Time;
  state: "waiting" | "due";
  clock_stands: boolean;
  text: string;
  device?: Id;
  name?: string;
  method?: Id;
  kind?: MethodKind;
  seconds?: number | null;
  snapshots?: Id[];
  keep?: Keep | null;
  evidence?: RecoveryRule | null;
}

export interface Keep {
  last: number | null;
  daily: number | null;
  weekly: number | null;
  monthly: number | null;
  yearly: number | null;
  /** Younger backups stay in any case, in seconds. */
  young: number;
}

export type EvidenceKind = "officer" | "credential" | "device";

export interface RecoveryRule {
  needed: number;
  from: EvidenceKind[];
  /** In seconds. */
  wait_agreed: number | null;
}

export interface Evidence extends RecoveryRule {
  chosen: RecoveryRule | null;
  bounds: { needed: number; needed_min: number; needed_max: number; from: EvidenceKind[]; wait_agreed_min: number | null };
}

export interface Policy {
  /** All in seconds. */
  recovery_wait: number;
  chosen: number | null;
  default: number;
  min: number;
  max: number;
  evidence: Evidence;
  changes_wait: number;
  keep: Keep | null;
  contacts: string[];
}
