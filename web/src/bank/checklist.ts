// The documents that an officer may be shown, and what is looked at on each: the lists of `dlocker-protocol`, with the codes that a signature covers.

/** Each check, with its code. */
const CHECKS = { photo: 0, name: 1, "birth-date": 2, expiry: 3, features: 4, "machine-readable": 5, chip: 6, signature: 7, questions: 8 } as const;
export type Check = keyof typeof CHECKS;

const PLASTIC: Check[] = ["photo", "name", "birth-date", "expiry", "features"];

/** Each kind of document, with its code; face to face everything that is required must have been looked at. */
export const DOCUMENTS = {
  passport: { code: 0, required: [...PLASTIC, "machine-readable"], optional: ["chip"] },
  "identity-card": { code: 1, required: PLASTIC, optional: ["machine-readable", "chip"] },
  "residence-permit": { code: 2, required: PLASTIC, optional: ["machine-readable", "chip"] },
  "driving-licence": { code: 3, required: PLASTIC, optional: ["machine-readable"] },
  "bank-records": { code: 4, required: ["name", "birth-date", "signature", "questions"], optional: ["photo"] },
} satisfies Record<string, { code: number; required: Check[]; optional: Check[] }>;
export type DocumentKind = keyof typeof DOCUMENTS;

/** A document that was shown, as the bank's views have it. */
export interface SeenDocument {
  kind: DocumentKind;
  checks: Check[];
}

/** What a signature covers: kinds and checks by their codes, ascending; null where nothing was shown. */
export function documentsValue(seen: SeenDocument[]): [number, number[]][] | null {
  const codes = seen.map(({ kind, checks }): [number, number[]] => [DOCUMENTS[kind].code, checks.map((check) => CHECKS[check]).sort((a, b) => a - b)]);
  return codes.length === 0 ? null : codes.sort(([a], [b]) => a - b);
}
