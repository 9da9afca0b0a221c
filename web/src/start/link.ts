// What an address brought: an invite, a link to join, or what a message of the bank's tells of. It is taken out of the address bar and the history at once.

export interface Brought {
  invite: string | null;
  join: string | null;
  bank: string | null;
  shared: boolean;
  told: Told | null;
}

/** A recovery case or a change that a message names. It only says what to show: whoever can write a link could write this one. */
export interface Told {
  what: "case" | "change";
  id: string;
}

export function takeFromAddress(): Brought {
  const words = new URLSearchParams(location.hash.slice(1));
  const brought = {
    invite: words.get("invite"),
    join: words.get("join"),
    bank: words.get("bank"),
    shared: words.has("shared"),
    told: readTold(words.get("case"), words.get("change")),
  };
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname + location.search);
  return brought;
}

function readTold(case_: string | null, change: string | null): Told | null {
  if (case_ && /^case-[a-z2-7]{26}$/.test(case_)) return { what: "case", id: case_ };
  if (change && /^intent-[a-z2-7]{26}$/.test(change)) return { what: "change", id: change };
  return null;
}

/** An invite as it was typed, pasted or scanned: the code alone, a whole link that carries it, or an offer as it is. */
export function readInvite(text: string): { invite: string; bank: string | null } {
  const trimmed = text.trim();
  if (isOffer(trimmed)) return { invite: trimmed, bank: null };
  const cut = trimmed.indexOf("#");
  const words = new URLSearchParams(cut < 0 ? "" : trimmed.slice(cut + 1));
  const invite = words.get("invite");
  if (!invite) return { invite: trimmed, bank: null };
  return { invite, bank: words.get("bank") ?? originOf(trimmed.slice(0, cut)) };
}

/** Whether this is a credential offer of OpenID4VCI, which names the bank itself. */
export const isOffer = (text: string): boolean => text.trim().startsWith("openid-credential-offer://");

/** A link to join as it was pasted or scanned: the link alone, or an address of the page that carries it. */
export function readJoin(text: string): string {
  const trimmed = text.trim();
  const cut = trimmed.indexOf("#");
  return (cut < 0 ? null : new URLSearchParams(trimmed.slice(cut + 1)).get("join")) ?? trimmed;
}

function originOf(address: string): string | null {
  try {
    return new URL(address).origin;
  } catch {
    return null;
  }
}
