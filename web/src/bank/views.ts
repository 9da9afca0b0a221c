// What the bank answers to staff, as spec/openapi.json describes it.
import type { SeenDocument } from "./checklist";

export interface BankView {
  id: string;
  log_key: string;
  recovery_wait: number;
  recovery_approvals: number;
  now: string;
}

export interface PasskeyOptions {
  staff: string;
  rp_id: string;
  origin: string;
  challenge: string;
  user: string;
  exclude: string[];
  expires: string;
}

export type Role = "teller" | "approver" | "auditor" | "operator";

export type Duty =
  | "invite" | "look-up" | "see-cases" | "freeze" | "confirm" | "approve" | "reject" | "suspend" | "thaw" | "read-audit" | "first-passkey";

export interface SignInWays {
  passkey: boolean;
  /** The issuer of the identity provider. */
  provider: string | null;
}

export interface SessionView {
  id: string;
  keyid: string;
  staff: string;
  /** Absent where the identity provider began it. */
  passkey: string | null;
  roles: Role[];
  began: string;
  ends: string;
  idle_ends: string;
}

export interface PasskeyView {
  id: string;
  credential: string;
  added: string;
  used: string | null;
  synced: boolean;
}

export interface StaffSelf {
  staff: string;
  roles: Role[];
  may: Duty[];
  session: SessionView | null;
  passkeys: PasskeyView[];
}

export type CaseState =
  | "committed" | "open" | "approving" | "waiting" | "ready" | "vetoed"
  | "reissued" | "rejected" | "closed" | "expired";

export interface VetoView {
  device: string;
  unlocked: boolean;
  at: string;
}

export interface Presented {
  entry: string;
  issuer: string;
  claims: number;
  at: string;
}

export interface CaseView {
  id: string;
  state: CaseState;
  opened: string;
  device: string | null;
  approvals: number;
  approvals_needed: number;
  due: string | null;
  reason: string | null;
  vetoes: VetoView[];
  lost_since: string | null;
  /** Credentials of other issuers: one piece of evidence together. */
  presented?: Presented[];
  /** Devices of the locker that vouched: with the credentials one piece of evidence. */
  vouched?: { device: string; at: string }[];
}

export type CaseNeed =
  | { need: "phone-key" }
  | { need: "approvals"; count: number; face_to_face: boolean }
  | { need: "wait"; until: string | null }
  | { need: "owner" };

export interface ApprovedBy {
  staff: string;
  at: string;
  evidence: string;
  face_to_face: boolean;
  lost_since: string | null;
  approval: string;
  passkey: boolean;
  documents: SeenDocument[];
}

export interface StaffCase extends CaseView {
  handle: string;
  known: boolean;
  transcript: string | null;
  age: number;
  needs: CaseNeed[];
  approved_by: ApprovedBy[];
  wrong_codes: number;
}

export type Actor = { device: string } | { staff: string } | "bank";

export interface StaffDevice {
  id: string;
  state: "issued" | "active" | "suspended" | "replaced";
  since: string;
}

export interface StaffMethod {
  id: string;
  kind: "pin" | "passphrase" | "kit" | "passkey" | "device";
  state: "active" | "frozen" | "renew";
}

export interface StaffIntent {
  id: string;
  what: "add-device" | "add-method" | "remove-method" | "shorten-wait" | "weaken-recovery" | "delete-snapshots" | "shorten-history" | "close-locker" | "choose-contacts";
  by: string;
  state: string;
  due: string;
}

export interface StaffLocker {
  id: string;
  handle: string;
  state: "new" | "open" | "frozen" | "shut" | "closed";
  freeze: { since: string; by: Actor; lapses: string | null } | null;
  created: string;
  closed?: string;
  devices: StaffDevice[];
  methods: StaffMethod[];
  intents: StaffIntent[];
  cases: CaseView[];
  untold: number;
  recovery_wait: number;
  used: number;
  quota: number;
  former: string[];
}

export interface InviteAsked {
  handle: string;
  invite: string;
  /** Makes it an offer with a transaction code. */
  tx_code?: string;
}

export interface InviteMade {
  locker: string;
  expires: string;
}

export type ActBy = "key" | "operator" | "link" | { session: string };

/** One act. Which of the others are there depends on what was done. */
export interface StaffAct {
  at: string;
  staff: string;
  by: ActBy;
  act: string;
  locker: string | null;
  /** A passkey signed for it. */
  signed: boolean;
  case?: string;
  handle?: string;
  roles?: Role[];
  found?: boolean;
  device?: string;
  passkey?: string;
  guesses_for?: string | null;
  confirmed?: boolean;
  before?: number;
  now?: number;
}

export interface AuditPage {
  acts: StaffAct[];
  next: number | null;
}
