/**
 * The owner's side in WebAssembly, as the worker sees it: what `dlocker.js` (made by `cargo xtask web`) exports.
 *
 * Each method is one command of `dlocker`, and gives the value that the command prints with `--json`: docs/use/README.md, section JSON, is the
 * reference. A change that has to wait is no error: `state` is "waiting". What fails rejects with a {@link Failure}, never with an Error.
 *
 * Rules for the caller:
 * - One call after the other: a second one while another runs rejects with code "busy" (but {@link Owner.stop}, {@link Owner.locked} and
 *   {@link Owner.kept}).
 * - Secrets are bytes. Each array that carries one is filled with zeros here as soon as it is read, whether the call succeeds or not.
 * - Nothing of a {@link Secret}, a kit's code or a join link belongs into the DOM longer than it is shown, and nowhere else.
 */

/** An id such as "snapshot-…", "method-…", "device-…". */
export type Id = string;
/** A time such as "2026-11-23T21:53:39.146Z". */
export type Time = string;

// ---------------------------------------------------------------------------------------------------------------- where it runs

/**
 * What the worker brings: `platform.ts` for a browser, a few lines for a test in node. Each promise that rejects gives words for the owner
 * as the `message` of an Error.
 */
export interface Platform {
  /** Every file of the local state: read once, when the worker starts. */
  loadState(): Promise<Array<[name: string, content: Uint8Array]>>;
  /** Writes these files in one transaction, and answers when they are on the disk. `null` removes one. */
  commitState(changes: Array<[name: string, content: Uint8Array | null]>): Promise<void>;
  /** The public half of this device's key, if there is one: 65 bytes, uncompressed. */
  deviceKey(): Promise<Uint8Array | null>;
  /** Makes the key unless there is one. It cannot be extracted. */
  makeDeviceKey(): Promise<Uint8Array>;
  /** ECDSA, P-256, SHA-256: 64 bytes, r and s. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** One request, and the whole answer, of at most `limit` bytes. Never follows a redirect, sends no cookies, keeps nothing in a cache. */
  send(
    method: "GET" | "POST" | "PUT",
    url: string,
    headers: Array<[name: string, value: string]>,
    body: Uint8Array,
    limit: number,
  ): Promise<Answer>;
  sleep(millis: number): Promise<void>;
  /** What tells files apart: fetched when the first backup begins. */
  recogniser(): Promise<Recogniser>;
}

/** `dlocker_look.js`, once its WebAssembly is loaded. */
export interface Recogniser {
  /** What a file of `size` bytes is, of which `head` is the beginning or all, as `dlocker-wasm` reads it. `head` is filled with zeros. */
  recognise(head: Uint8Array, size: number): Uint8Array;
}

/** What a bank answered. `nonce` is the header `dlocker-nonce`. */
export interface Answer {
  status: number;
  nonce: string | null;
  body: Uint8Array;
}

// ------------------------------------------------------------------------------------------------------------------------ failing

/** What a call rejects with: the same as `dlocker --json` prints. */
export interface Failure {
  error: {
    /**
     * "misuse", "skew" (a clock is off), "waiting", "wrong-secret", "frozen", "unreachable", "damaged", "unexpected", the bank's own word where it refused
     * ("replaced", "suspended", "locker-frozen", "shut", "locker-closed", "invite", "quota", "case-over", "case-vetoed", …), and of this side alone:
     * "busy" (another call is running), "stopped" (after {@link Owner.stop}), "locked" (the call needs a secret, and none is held).
     */
    code: string;
    /** What happened, what it means for the wallet, what to try. */
    message: string;
    /** The exit code of the command line: 1 unexpected, 2 misuse, 4 later, 5 refused, 6 secret, 7 unreachable, 8 damaged. */
    exit: number;
    guesses_left?: number;
    /** Seconds. */
    retry_after?: number;
  };
}

// ------------------------------------------------------------------------------------------------------------------------ secrets

export type MethodKind = "pin" | "passphrase" | "kit" | "device" | "passkey";

/**
 * What opens: UTF-8 bytes of a PIN or passphrase; of a kit the code or the whole text of the page; of a passkey the 32 bytes that its PRF gave
 * for {@link passkeySalt}. `method` names the method where it is known: of a passkey its user handle does (see {@link Owner.addPasskey}).
 */
export interface Secret {
  kind: "pin" | "passphrase" | "kit" | "passkey";
  bytes: Uint8Array;
  method?: Id;
}

/**
 * What a call that needs the open locker takes: a secret, or nothing. With nothing it takes what {@link Owner.unlock} holds, then the method
 * "device" of this device, and rejects with code "locked" where there is neither.
 */
export type Unlocking = Secret | null | undefined;

// --------------------------------------------------------------------------------------------------------------------------- JSON

export interface Warning {
  path: string;
  code: string;
  text: string;
}

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
  | "close-locker"
  | "choose-contacts";

/** How far the closing of the locker is. */
export type Closing = (({ state: "open" } | { state: "due"; intent: Id } | Waiting) & { taken_out?: boolean }) | { state: "closed"; at: Time; by: Id };

/** A change that is made, or one that waits, with what else the command gives. */
export type Changed<More> = ({ state: "done" } | Waiting) & More;

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

export interface MethodLine {
  id: Id;
  kind: MethodKind;
  guesses_left: number;
  guesses: number;
  guesses_by: Array<{ device: Id; spent: number }>;
  state: "active" | "frozen" | "renew";
}

export interface MethodAdded {
  id: Id;
  kind: MethodKind;
  guesses: number;
  /** It is the only method. */
  only: boolean;
  /** Said about a PIN or passphrase that is easy to guess. It was taken all the same. */
  weakness?: string;
}

/** A kit that is not added yet: print it, then {@link Owner.addKit}. */
export interface KitDraft {
  id: Id;
  /** 9 groups of 4 characters, as UTF-8. Overwrite it when it is shown no more. */
  code: Uint8Array;
  /** The whole page as text, the same that the command line writes. For a QR code: the code alone. */
  text: Uint8Array;
}

export interface DeviceLine {
  id: Id;
  name: string;
  added: Time;
  state: "active" | "suspended" | "replaced" | "joining";
  this: boolean;
}

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

export interface Snapshot {
  id: Id;
  number: number;
  created: Time;
  device: Id;
  this_device: boolean;
  epoch: number;
  bytes_stored: number;
}

export interface Item {
  path: string;
  kind: string;
  label: string | null;
  bytes: number;
  issuer?: string;
  expires?: string;
  /** Of a link. */
  target?: string;
  warnings?: Warning[];
}

export interface Differences {
  added: string[];
  removed: string[];
  changed: string[];
  metadata: string[];
}

export interface BackedUp {
  snapshot: Id;
  number: number;
  created: Time;
  items: number;
  bytes: number;
  bytes_sent: number;
  resumed_bytes: number;
  let_go: Id[];
  unread: Array<{ path: string; why: string }>;
  skipped: Array<{ path: string; why: string }>;
  warnings: Warning[];
}

export interface Restored {
  snapshot: Id;
  number: number;
  created: Time;
  device: Id;
  snapshots: Array<{ id: Id; device: Id; name: string; number: number; created: Time }>;
  to: string;
  items: number;
  bytes: number;
  resumed_bytes: number;
}

export interface Rehearsed {
  opened: true;
  kind: MethodKind;
  guesses_left: number;
  newest: { snapshot: Id; number: number; created: Time; items: number; bytes: number; packs_checked: number } | null;
}

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
}

// ------------------------------------------------------------------------------------------------------------------ wallets, in and out

/** One file to put in. Folders come from the paths; an empty folder is an entry of its own with `folder: true`. */
export interface Entry {
  /** Parts joined by "/", without one at the beginning: "wallet/keys/id". */
  path: string;
  folder?: boolean;
  size: number;
  /** Milliseconds since 1970. */
  mtimeMs: number;
  /** Bytes of the file, `length` of them, fewer only at its end. Asked for ahead, up to 2048 at once, and 64 in one turn where it can be: those may be read together. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** What one backup is about; the newest of each device if nothing is said. */
export interface Which {
  snapshot?: Id;
  device?: Id;
  /** The newest until then: a time with its offset, or a day. */
  at?: string;
}

/**
 * Where a wallet is restored to. First all folders, links and files (a folder before what is in it), then bytes in any order, then `done`.
 * What returns a promise is waited for before much more comes.
 */
export interface Target {
  folder(path: string, meta: Meta): void | Promise<void>;
  link(path: string, meta: Meta, target: string): void | Promise<void>;
  /** A file of this length begins. `id` counts from 0 and names it from now on. */
  file(id: number, path: string, meta: Meta, size: number): void | Promise<void>;
  /** `bytes` is a copy of its own, and may be transferred. What is never written is zeros. */
  write(id: number, offset: number, bytes: Uint8Array): void | Promise<void>;
  done(): void | Promise<void>;
}

export interface Meta {
  /** Permission bits, as in a Unix file system. */
  mode: number;
  mtimeMs: number;
}

/** How far a long call is. */
export interface Progress {
  /**
   * "reading" (backup: bytes read so far), "sending" (backup: the last packs), "committing"; "opening" (an unlock), "restoring" (bytes so far
   * of `total`); of a recovery also "admitting", "checking" (rosters and log), "rotating"; "note" (`text` for the owner).
   */
  phase: "reading" | "sending" | "committing" | "opening" | "restoring" | "admitting" | "checking" | "rotating" | "note";
  done?: number;
  total?: number;
  text?: string;
}

// ----------------------------------------------------------------------------------------------------------------------- the owner

/** Begins: reads the local state. Makes nothing. */
export function open(platform: Platform): Promise<Owner>;
/** Version of the program. */
export function version(): string;
/** The input for a passkey's PRF (`prf.eval.first`): 32 bytes, the same for every locker; the credential makes the difference. */
export function passkeySalt(): Uint8Array;
/** A QR code: its rows, "1" for dark and "0" for light, without a quiet zone. `text` is UTF-8, and overwritten. */
export function qr(text: Uint8Array): string[];

export class Owner {
  private constructor();
  free(): void;

  /** Told how far each long call is. */
  onProgress(listener: ((progress: Progress) => void) | null): void;
  /** Ends the running call soon, with code "stopped". A backup keeps what had arrived. */
  stop(): void;

  /** Whether no secret is held. */
  locked(): boolean;
  /** Opens the locker and keeps it open in memory, until {@link lock}. One counted guess. */
  unlock(secret: Secret): Promise<{ kind: MethodKind; method: Id; guesses_left: number }>;
  /** Forgets the open locker and the secret; both are overwritten. */
  lock(): void;

  /** Never asks the bank. */
  kept(): Kept;

  enrol(bank: string, invite: string): Promise<Enrolled>;

  methods(): Promise<MethodLine[]>;
  /** `deviceName` counts with the locker's first method: what this device is called from then on. */
  addPin(pin: Uint8Array, unlocking: Unlocking, options?: AddOptions): Promise<Changed<MethodAdded>>;
  addPassphrase(passphrase: Uint8Array, unlocking: Unlocking, options?: AddOptions): Promise<Changed<MethodAdded>>;
  /** This device opens without asking from then on. */
  addDevice(unlocking: Unlocking, options?: AddOptions): Promise<Changed<MethodAdded>>;
  /** Draws a kit, which is no method yet. */
  draftKit(): KitDraft;
  /** Adds the kit that was drawn, once it is printed. Called again with the same text it goes on where it was. */
  addKit(text: Uint8Array, unlocking: Unlocking, options?: AddOptions): Promise<Changed<MethodAdded>>;
  /** An id for a passkey that is about to be made: its 16 bytes (`userHandle`) become `user.id`, so that the passkey names its method. */
  draftPasskey(): { id: Id; userHandle: Uint8Array };
  /** `prf`: 32 bytes. A locker whose only other method is `device` refuses it with code "misuse". */
  addPasskey(id: Id, prf: Uint8Array, unlocking: Unlocking, options?: AddOptions): Promise<Changed<MethodAdded>>;
  /** The method that a passkey's `userHandle` names, for {@link Secret.method}. */
  methodOfUserHandle(userHandle: Uint8Array): Id;
  removeMethod(method: Id, unlocking: Unlocking): Promise<Changed<{ method: Id }>>;

  backup(entries: Entry[]): Promise<BackedUp>;
  snapshots(): Promise<Snapshot[]>;
  deleteSnapshots(ids: Id[], unlocking: Unlocking): Promise<Changed<{ snapshots: Id[] }>>;
  diff(first: Id, second: Id, unlocking: Unlocking): Promise<Differences>;
  items(which: Which, unlocking: Unlocking): Promise<Item[]>;
  /** `paths` as `items` shows them; all if empty. `to` is only told back. */
  restore(which: Which, paths: string[], target: Target, to: string, unlocking: Unlocking): Promise<Restored>;
  /** The content of one item, as `items` shows it. */
  readItem(which: Which, path: string, unlocking: Unlocking): Promise<Uint8Array>;
  /** Opens for real, also where the locker is open already: so the secret is always given. */
  rehearse(secret: Secret): Promise<Rehearsed>;
  status(): Promise<Status>;

  /** Opens a case, or shows the one that was opened here for this handle while it lives. */
  recover(bank: string, handle: string): Promise<RecoveryOpened>;
  /** The case that was opened here. */
  recovery(): Promise<RecoveryShown>;
  /** First step of going on: the Locker ID. Rejects with code "waiting" while approvals or time are missing. */
  recoverAdmit(): Promise<Admitted>;
  /**
   * The rest: unlock, check, restore, new keys; {@link recoverAdmit} too, if it was not called. Interrupted anywhere, the same call goes on.
   * Without a target nothing is restored now: the wallet stays in the locker, and `items` and `bytes` say how much it is.
   */
  recoverFinish(secret: Unlocking, target: Target | null, to: string, options?: RecoverOptions): Promise<Recovered>;
  recoverAfresh(): Promise<{ state: "afresh"; locker: Id; former: Id | null; device: Id }>;
  recoverFormer(secret: Secret, target: Target, to: string, options?: RecoverOptions): Promise<Restored>;
  /** Without a secret it counts as well, and a held one is not used: give one for the stronger no. */
  veto(caseId: Id, unlocking: Secret | null): Promise<{ case: Id; state: CaseState }>;

  devices(): Promise<DeviceLine[]>;
  /** Show the link as a QR code. Good once, for 15 minutes. */
  addDeviceLink(unlocking: Unlocking): Promise<{ link: string; expires: Time }>;
  confirmDevice(device: Id, unlocking: Unlocking): Promise<Changed<{ device: Id }>>;
  revokeDevice(device: Id, unlocking: Unlocking): Promise<Changed<{ device: Id }>>;
  join(link: string, name: string): Promise<{ device: Id; locker: Id; name: string; state: "joining" }>;

  intents(): Promise<Intent[]>;
  stopIntent(intent: Id): Promise<{ intent: Id; state: "stopped" }>;
  completeIntent(intent: Id, unlocking: Unlocking): Promise<Changed<{ intent: Id }>>;

  closing(): Promise<Closing>;
  /** Asks for the closing, or closes the locker where that is due. Export before: `restore`. After it, forget this device. */
  close(unlocking: Unlocking): Promise<Closing>;

  policy(): Promise<Policy>;
  /** Seconds; `null` is the bank's own. */
  setRecoveryWait(seconds: number | null, unlocking: Unlocking): Promise<Changed<Pick<Policy, "recovery_wait" | "chosen" | "keep">>>;
  /** What is left out stays as it is, `null` takes a number away. */
  addContact(address: string, unlocking: Unlocking): Promise<Changed<Pick<Policy, "contacts">>>;
  removeContact(address: string, unlocking: Unlocking): Promise<Changed<Pick<Policy, "contacts">>>;
  setEvidence(rule: RecoveryRule | null, unlocking: Unlocking): Promise<Changed<Pick<Policy, "recovery_wait" | "chosen" | "keep">>>;
  setKeep(keep: Partial<Omit<Keep, "young">>, unlocking: Unlocking): Promise<Changed<Pick<Policy, "recovery_wait" | "chosen" | "keep">>>;

  freeze(): Promise<{ state: "frozen"; since: Time; lapses: Time | null }>;
  messages(): Promise<Message[]>;
  log(): Promise<VisitLog>;
}

export interface AddOptions {
  /** How many wrong guesses to allow; the bank's maximum if absent. */
  guesses?: number;
  deviceName?: string;
}

export interface RecoverOptions {
  keepDevices?: Id[];
  keepMethods?: Id[];
  dropMethods?: Id[];
  snapshot?: Id;
  /** What this device is called from now on. */
  deviceName?: string;
}
