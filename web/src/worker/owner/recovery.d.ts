// The way back after a lost phone.
import type { MethodKind, MethodLine } from "./secret";
import type { Id, Time } from "./values";
import type { Restored } from "./wallet";

export interface Case {
  id: Id;
  state: CaseState;
  opened: Time;
  device: Id | null;
  approvals: number;
  approvals_needed: number;
  due: Time | null;
  reason: string | null;
  vetoes: unknown[];
  lost_since: Time | null;
}

/** As the bank says it: "open", "approving", "waiting", "ready", "vetoed", "rejected", "closed", "expired", "reissued", … */
export type CaseState = string;

export interface RecoveryOpened {
  case: Id;
  /** Six digits. */
  code: string;
  state: CaseState;
  approvals_needed: number;
}

/** The recovery that was begun here, asked about anew. */
export interface RecoveryShown extends RecoveryOpened {
  handle: string;
  bank: string;
  approvals: number;
  /** When the waiting period ends, once it runs. */
  due: Time | null;
  reason: string | null;
  lost_since: Time | null;
}

export interface Admitted {
  state: "admitted";
  locker: Id;
  device: Id;
  methods: MethodLine[];
}

export interface Recovered extends Omit<Restored, "device"> {
  state: "recovered";
  epoch: number;
  replaced: Id[];
  kept_devices: Id[];
  methods: Array<{ id: Id; kind: MethodKind; state: "active" | "renew" }>;
  came_back: Array<{ id: Id; kind: MethodKind }>;
  dropped_methods: Array<{ id: Id; kind: MethodKind }>;
  lost_since: Time | null;
  later: Id[];
  /** What the owner calls the devices that are named above. */
  names: Record<Id, string>;
  /** So many kinds of credentials were bound to the lost phone: {@link Owner.reissue} lists them. */
  to_reissue: number;
}

export interface RecoverOptions {
  keepDevices?: Id[];
  keepMethods?: Id[];
  dropMethods?: Id[];
  snapshot?: Id;
  /** What this device is called from now on. */
  deviceName?: string;
}
