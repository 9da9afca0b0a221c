// What a passkey signs for a member of staff, as canonical bytes.
import { encode, fields, type Value } from "./cbor";
import { fromBase64url } from "./bytes";
import { documentsValue, type SeenDocument } from "./checklist";
import { digestOf } from "./digest";
import { idBytes } from "./id";

/** A document: its label separates it from every other kind. */
export interface Draft {
  label: string;
  bytes: Uint8Array;
}

export const challengeOf = (draft: Draft): Promise<Uint8Array> => digestOf(draft.label, draft.bytes);

/** What a session alone may not do. */
export type Order =
  | { do: "reject"; case: string; reason: string }
  | { do: "freeze"; locker: string }
  | { do: "thaw"; locker: string; guessesFor: string | null }
  | { do: "suspend"; locker: string; device: string };

export interface By {
  trustee: string;
  staff: string;
  nonce: string;
  at: number;
}

export function signIn(by: By, sessionKey: Uint8Array): Draft {
  const document = fields(idBytes("bank", by.trustee), by.staff, sessionKey, by.nonce, by.at);
  return { label: "staff-sign-in", bytes: encode(document) };
}

export function order(by: By, what: Order): Draft {
  const document = fields(idBytes("bank", by.trustee), by.staff, orderValue(what), by.nonce, by.at);
  return { label: "staff-order", bytes: encode(document) };
}

function orderValue(what: Order): Value {
  switch (what.do) {
    case "reject":
      return [0, [idBytes("case", what.case), what.reason]];
    case "freeze":
      return [1, [idBytes("locker", what.locker)]];
    case "thaw":
      return [2, fields(idBytes("locker", what.locker), what.guessesFor === null ? null : idBytes("device", what.guessesFor))];
    case "suspend":
      return [3, [idBytes("locker", what.locker), idBytes("device", what.device)]];
  }
}

export interface Approving {
  case: string;
  /** Digest of the transcript as the bank has it. */
  transcript: string;
  code: string;
  evidence: string;
  faceToFace: boolean;
  lostSince: number | null;
  documents: SeenDocument[];
}

export function approval(by: Omit<By, "nonce">, what: Approving): Draft {
  const document = fields(
    idBytes("bank", by.trustee),
    idBytes("case", what.case),
    fromBase64url(what.transcript),
    what.code,
    what.evidence,
    by.staff,
    by.at,
    what.faceToFace,
    what.lostSince,
    documentsValue(what.documents),
  );
  return { label: "case-approval", bytes: encode(document) };
}
