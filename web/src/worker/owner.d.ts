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
import type { Changed, Closing, Intent, Keep, Policy, RecoveryRule } from "./owner/change";
import type { Identity, Presentation, Presented } from "./owner/identity";
import type { DeviceLine, Enrolled, Kept, Message, Rehearsed, Status, VisitLog } from "./owner/locker";
import type { Platform } from "./owner/platform";
import type { Admitted, CaseState, RecoverOptions, Recovered, RecoveryOpened, RecoveryShown } from "./owner/recovery";
import type { Reissue } from "./owner/reissue";
import type { AddOptions, KitDraft, MethodAdded, MethodKind, MethodLine, Secret, Unlocking } from "./owner/secret";
import type { Id, Time } from "./owner/values";
import type { BackedUp, Differences, Entry, Item, Progress, Restored, Snapshot, Target, Which } from "./owner/wallet";

export * from "./owner/change";
export * from "./owner/failure";
export * from "./owner/identity";
export * from "./owner/locker";
export * from "./owner/platform";
export * from "./owner/recovery";
export * from "./owner/reissue";
export * from "./owner/secret";
export * from "./owner/values";
export * from "./owner/wallet";

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
  /** With a credential offer, which names the bank. `digits`: what the bank gave apart from it. */
  takeOffer(link: string, digits?: string): Promise<Enrolled>;

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
  /** This device, with the locker open, says that the person at the new phone is the owner: `code` is what that phone shows. */
  vouch(recovery: Id, code: string, unlocking: Unlocking): Promise<{ case: Id; state: CaseState }>;
  veto(caseId: Id, unlocking: Secret | null): Promise<{ case: Id; state: CaseState }>;

  /** What has to be issued again; one line is ticked by hand, or its tick taken away. */
  reissue(tick: { done: number } | { undo: number } | null, unlocking: Unlocking): Promise<Reissue>;

  identity(): Promise<Identity>;
  /** A request to a wallet app for the credential by which the bank shall know the owner. Opens the locker. */
  bindIdentity(unlocking: Unlocking): Promise<Presentation>;
  /** The same as evidence in the recovery that was begun here. */
  presentIdentity(): Promise<Presentation>;
  /** Rejects with code "not-presented" for what does not count, with the reason. */
  checkIdentity(presentation: Id): Promise<Presented>;
  /** The same of a request that {@link presentIdentity} made. */
  checkEvidence(presentation: Id): Promise<Presented>;
  /** Says no to a credential that waits to be taken. */
  stopIdentity(): Promise<Identity>;

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
  setEvidence(rule: RecoveryRule | null, unlocking: Unlocking): Promise<Changed<Pick<Policy, "recovery_wait" | "chosen" | "keep">>>;
  addContact(address: string, unlocking: Unlocking): Promise<Changed<Pick<Policy, "contacts">>>;
  removeContact(address: string, unlocking: Unlocking): Promise<Changed<Pick<Policy, "contacts">>>;
  setKeep(keep: Partial<Omit<Keep, "young">>, unlocking: Unlocking): Promise<Changed<Pick<Policy, "recovery_wait" | "chosen" | "keep">>>;

  freeze(): Promise<{ state: "frozen"; since: Time; lapses: Time | null }>;
  messages(): Promise<Message[]>;
  log(): Promise<VisitLog>;
}
