// What has to be issued again.

/** What no backup brings back, because its key never left the lost phone. */
export interface Reissue {
  /** After a recovery; else it is what would have to be issued again if this device were lost. */
  recovered: boolean;
  /** How many are left. */
  open: number;
  credentials: Reissued[];
}

/** Credentials of one type from one issuer. */
export interface Reissued {
  number: number;
  kind: string;
  type: string;
  identity: boolean;
  /** As it stands in the credential; empty if it names none. */
  issuer: string;
  /** Where a wallet app reads what this issuer issues; always https. `null` if the credential names no address. */
  issuer_metadata: string | null;
  credentials: number;
  /** "perhaps": its key may be in a store of the backup that can't be looked into. */
  bound: "yes" | "perhaps";
  state: "open" | "came-in" | "done";
}
