// What to say when something fails: what happened, what it means for the wallet, what to try.
const known = {
  "wrong-secret": "That is not the right one. Your wallet is safe.",
  frozen: "No guesses are left for this key. Nothing is lost: use another key, or recover through your bank, which gives a new device its guesses again.",
  unreachable: "Your bank cannot be reached. Nothing was lost. Try again when the connection is back.",
  damaged: "Something came back damaged or forged, and nothing of it was used. Try again. If it stays, tell your bank and keep this device as it is.",
  invite: "This invite cannot be used: it was used before, has lapsed, or was typed wrong. Nothing was changed. Ask your bank for a new one.",
  replaced: "This device was shut out by another one and gets nothing from the locker any more. If that was not you, go to your bank at once.",
  suspended: "This device is suspended while a recovery is under way. If that is not you, go to your bank at once.",
  "locker-frozen": "The locker is frozen: no openings and no changes for now. Backups go on. Your bank lifts it when it knows that it is you.",
  shut: "This locker is shut: its owner started afresh in another one.",
  "locker-closed": "This locker was closed by its owner, and everything in it is deleted. A new locker begins with a new invite from your bank.",
  quota: "The locker is full. What was in it before is safe, and this backup is not in it. Delete earlier backups, choose less, or ask your bank for more room.",
  "case-over": "This recovery has ended. Your locker is as it was. Begin again, or go to your bank.",
  "case-vetoed": "A device of the locker said no. Go to your bank in person: two officers who see you face to face outweigh it.",
  skew: "This device’s clock is too far from the bank’s. Nothing was lost. Set date and time to automatic in the settings, then try again.",
  busy: "Something else is still running. It is done in a moment.",
  stopped: "Stopped. What had arrived is kept.",
  locked: "The locker was locked meanwhile. Open it again.",
  storage: "This device could not keep something: perhaps its storage is full, or the browser was told to keep nothing. Your locker at the bank is safe. Make room, then try again.",
  worker: "A part of the page stopped. Your locker at the bank is safe and unchanged. Load the page again.",
  "another-tab": "Your locker is open in another tab. Close that one, then try again.",
};

/** Stands within a sentence of the owner's side: why it cannot use its own files. */
export const noRoom = "perhaps its storage is full, or the browser was told to keep nothing; make room, then try again";

/** By the code of the failure. */
export const trouble: Record<string, string> & typeof known = known;

export const elsewhere = (here: string) =>
  `This page comes from ${here}, which is not your bank’s own address. If the connection is there, the bank does not let pages from it ask: open the page at your bank’s address, or ask your bank to allow this one.`;

export const guessesLeft = (left: number) =>
  left === 0 ? "No guesses are left for this key: it is frozen here. Use another key, or recover through your bank, which gives a new device its guesses again."
  : left === 1 ? "One guess is left before this key freezes."
  : `${left} guesses are left before this key freezes.`;

export const retryAfter = (time: string) => `Try again in ${time}.`;
