// What has to be issued again after a lost phone.
export const reissue = {
  title: "To be issued again",
  hint: "Credentials whose keys no backup has, and whom to ask",
  lead: "Some credentials are bound to a key that never leaves the phone. A backup brings them back, but only their issuers can make them good again.",
  open: "Open my locker",
  locked: "The list is made from your backups, which are sealed. Open your locker to see it.",
  none: "Nothing in your backups is bound to a key outside them, as far as can be seen. There is nothing to have issued again.",
  before: "If this device were lost, these would have to be issued again: their keys are not in the backup.",
  left: (open: number, all: number) =>
    open === 0 ? "Everything that had to be issued again is ticked off." : `${open} of ${all} still to be issued again. Their keys were on the lost phone only.`,
  ticks: "A line ticks itself off when you put in a backup that has the new credential.",
  care: "The addresses are as they stand in your credentials, and this page asks none of them. Be as careful with them as with any link.",
  identity: "says who you are",
  states: { open: "still to do", "came-in": "came in", done: "ticked by you" },
  by: (issuer: string) => `From ${issuer}`,
  noIssuer: "It names no issuer.",
  several: (count: number) => `${count} of them`,
  perhaps: "Perhaps: its key may be in a store of your backup that cannot be looked into.",
  entry: "The issuer’s entry point for wallet apps",
  qr: "Show it as a QR code",
  qrOff: "Hide the QR code",
  ask: "It names no address of its issuer. Ask where you got it how it is issued again.",
  done: "I have it again",
  undo: "Not yet after all",
  closing: (count: number) =>
    count === 1
      ? "One credential was bound to the lost phone and has to be issued again."
      : `${count} kinds of credentials were bound to the lost phone and have to be issued again.`,
  look: "Whom to ask",
  /** Types that many issuers use, by how they begin. */
  names: [
    ["urn:eudi:pid:", "Identity card (PID)"],
    ["urn:eu.europa.ec.eudi:pid:", "Identity card (PID)"],
    ["eu.europa.ec.eudi.pid.", "Identity card (PID)"],
    ["org.iso.18013.5.1.mDL", "Driving licence"],
    ["Iso18013DriversLicense", "Driving licence"],
    ["org.iso.23220.photoid.", "Photo ID"],
    ["com.google.wallet.idcard.", "ID pass"],
    ["VerifiableId", "Identity card"],
    ["PermanentResidentCard", "Residence permit"],
  ] as ReadonlyArray<readonly [start: string, name: string]>,
};
