// What staff did, in words.
import type { StaffAct } from "../../../bank/views";
import { ways } from "./ways";

type What = (act: StaffAct) => string;

const what: Record<string, What> = {
  added: () => "was made known",
  removed: () => "works here no more",
  "passkey-invited": () => "got a link for a passkey",
  "passkey-added": () => "registered a passkey",
  "passkey-removed": () => "lost a passkey",
  "signed-in": () => "signed in",
  "provider-signed-in": (act) => `signed in through the bank’s sign-in (${(act.roles ?? []).map((role) => ways.roles[role].toLowerCase()).join(", ")})`,
  "signed-out": () => "signed out",
  invited: (act) => `invited ${act.handle}`,
  "looked-up": (act) => `looked up ${act.handle}${act.found ? "" : ", who has no locker"}`,
  approved: () => "approved a recovery",
  "wrong-code": () => "typed a wrong code",
  rejected: () => "rejected a recovery",
  frozen: (act) => (act.confirmed ? "froze a locker, its owner identified" : "froze a locker after a call"),
  thawed: (act) => (act.guesses_for ? "gave guesses back to a device" : "lifted a freeze"),
  suspended: () => "suspended a device",
  "counter-back": () => "used a passkey whose counter went back: it may have been copied. Tell the operator",
};

export const audit = {
  title: "Audit",
  lead: "What staff did, newest first. The bank keeps it; nobody can change it here.",
  period: "Period",
  periods: { day: "Last 24 hours", week: "Last 7 days", month: "Last 30 days", all: "Everything" },
  who: "Who",
  everybody: "Everybody",
  count: (count: number) => (count === 1 ? "One act" : `${count} acts`),
  none: "Nothing was done in this time.",
  more: (left: number) => `Show ${left} more`,
  signed: "signed by passkey",
  by: { key: "with a key file", operator: "by the operator", link: "with the link", session: "in a session" },
  what: (act: StaffAct) => (what[act.act] ?? (() => act.act))(act),
  case: "Case",
  locker: "Locker",
  device: "Device",
};
