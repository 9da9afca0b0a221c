// What an officer saw, as one text of at most 2,000 bytes: the documents by their kind, each with its note.
import { utf8 } from "../../bank/bytes";
import { staffWords } from "../../words/staff";

export type Kind = keyof typeof staffWords.cases.approve.kinds;

export interface Seen {
  kind: Kind;
  marked: boolean;
  note: string;
}

const LONGEST = 2000;
const kinds = staffWords.cases.approve.kinds;

export const nothingSeen = (): Seen[] => (Object.keys(kinds) as Kind[]).map((kind) => ({ kind, marked: false, note: "" }));

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
