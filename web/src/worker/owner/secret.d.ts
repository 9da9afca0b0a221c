// The owner's own keys: what opens, and what is known of it.
import type { Id } from "./values";

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

export interface AddOptions {
  /** How many wrong guesses to allow; the bank's maximum if absent. */
  guesses?: number;
  deviceName?: string;
}
