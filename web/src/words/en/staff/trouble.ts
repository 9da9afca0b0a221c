// What to say to staff when something fails: what happened, what it means, what to try. What is not here is said as the bank says it.
export const trouble: Record<string, string> = {
  unreachable: "The bank cannot be reached. Whether the last step counted shows when the connection is back: look before you do it again. Nothing is ever counted twice.",
  "no-bank": "What answered is not this bank’s program. Nothing was done. Tell the operator.",
  skew: "The clock of this computer is too far from the bank’s. Nothing was done. Set date and time to automatic, then try again.",
  invite: "This link is unknown, was used before, or lapsed: it is good for 15 minutes. Ask the operator for a new one.",
  unsigned: "The bank does not know this name with this passkey. Nobody was signed in. Check how you wrote your name, and that you chose the passkey of this bank.",
  internal: "Something at the bank is broken. Tell the operator.",
  denied: "You were not let in at your bank’s sign-in. Nobody was signed in. Try again there, or ask whoever runs it.",
  "provider-error": "Your bank’s sign-in sent you back without letting you in. Nobody was signed in. Try again; if it stays so, tell the operator.",
  "no-key": "This browser no longer has the key that this sign-in was for: it was begun elsewhere, too long ago, or the page was loaded again. Nobody was signed in. Sign in again.",
  cannot: "This browser or device cannot make or use a passkey here. Nothing was done. Try a security key, or another browser.",
  cancelled: "The passkey did not sign, so nothing was done. You can try again.",
  there: "This device or security key has a passkey of yours for this bank already. Nothing was changed. Sign in with it.",
};
