// The code of an invite, drawn here: the bank keeps only its digest.

/** Letters and digits that nobody mixes up. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

/** 160 random bits as 32 characters. */
export const drawCode = (): string =>
  [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => ALPHABET[byte % 32]).join("");

/** The owner's page with the invite after the `#`, which no browser sends to anybody. */
export const inviteLink = (code: string): string => `${location.origin}/#invite=${code}`;
