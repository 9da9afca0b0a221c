// What an officer saw: one text of at most 2,000 bytes, the documents by their kind, each with its note; and what was looked at on each.
import { utf8 } from "../../bank/bytes";
import { DOCUMENTS, type Check, type DocumentKind, type SeenDocument } from "../../bank/checklist";
import { staffWords } from "../../words/staff";

export type Kind = keyof typeof staffWords.cases.approve.kinds;

export interface Seen {
  kind: Kind;
  marked: boolean;
  note: string;
  /** What was looked at on it, where it is a document that has a list. */
  checks: Check[];
}

/** The documents that have a list. */
const LISTED: Partial<Record<Kind, DocumentKind>> = {
  passport: "passport",
  idCard: "identity-card",
  residence: "residence-permit",
  licence: "driving-licence",
  records: "bank-records",
};

/** What is looked at on this kind; nothing where it has no list. */
export function checklist(kind: Kind): { required: Check[]; optional: Check[] } | null {
  const document = LISTED[kind];
  return document ? DOCUMENTS[document] : null;
}

const LONGEST = 2000;
const kinds = staffWords.cases.approve.kinds;

export const nothingSeen = (): Seen[] => (Object.keys(kinds) as Kind[]).map((kind) => ({ kind, marked: false, note: "", checks: [] }));

/** `Passport (2021, photo fits); Bank card`. What is marked "something else" is its note alone. */
export function inWords(seen: Seen[]): string {
  const one = ({ kind, note }: Seen) => {
    const clean = note.trim();
    if (kind === "other") return clean;
    return clean === "" ? kinds[kind] : `${kinds[kind]} (${clean})`;
  };
  return seen.filter(({ marked }) => marked).map(one).filter(Boolean).join("; ");
}

export const isTooLong = (text: string): boolean => utf8(text).length > LONGEST;

/** The documents with a list on which something was looked at, as they are signed. */
export function documents(seen: Seen[]): SeenDocument[] {
  const one = ({ kind, marked, checks }: Seen): SeenDocument[] => {
    const document = LISTED[kind];
    return marked && document && checks.length > 0 ? [{ kind: document, checks }] : [];
  };
  return seen.flatMap(one);
}

/** The first document that was marked and not looked at as it has to be when the owner stands there. */
export const notLookedAt = (seen: Seen[]): Seen | undefined =>
  seen.find(({ kind, marked, checks }) => marked && checklist(kind)?.required.some((check) => !checks.includes(check)));
