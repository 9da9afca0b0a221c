// The frame of the console, and the ways in and out.
export const ways = {
  app: "dLocker",
  console: "Staff console",
  navLabel: "Main",
  nav: { cases: "Cases", find: "Lockers", invite: "Invite", audit: "Audit" },
  signOut: "Sign out",
  until: (when: string) => `Session until ${when}`,
  never: "never",
  signIn: {
    title: "Sign in",
    lead: "Recovery cases, invites and freezes of your bank’s lockers. What is in a locker nobody sees here: the bank does not have it.",
    name: "Your name at this bank",
    go: "Sign in with your passkey",
    none: "No passkey yet? The operator of this bank makes a link with which you register one.",
    left: {
      out: "You are signed out.",
      rest: "Locked after ten minutes of rest, and the session was ended. Sign in to go on.",
      over: "Your session is over: its time has run out, or it was ended at the bank. Nothing was lost. Sign in again.",
    },
  },
  provider: {
    go: "Sign in through your bank",
    where: (issuer: string) => `You go to ${new URL(issuer).host} and come back here.`,
    back: "Back from your bank’s sign-in",
    finishing: "The bank checks who you are…",
  },
  firstPasskey: {
    title: "You need a passkey to decide",
    text: "What you approve, reject or lift is signed by a passkey of yours each time; being signed in is not enough. You can make your first one within 15 minutes of signing in.",
    go: "Make your passkey",
  },
  roles: { teller: "Teller", approver: "Approver", auditor: "Auditor", operator: "Operator" },
  register: {
    title: "Register your passkey",
    lead: "With it you sign in here and sign what you decide. It stays on your device or security key, and asks for your finger, face or PIN each time.",
    leadSigns: "With it you sign what you decide. It stays on your device or security key, and asks for your finger, face or PIN each time.",
    for: "For",
    until: "The link is good until",
    go: "Make the passkey",
    done: (name: string) => `The passkey of ${name} is registered`,
    doneText: "The link is used up. From now on your passkey is all that you need here.",
    doneSigns: "From now on it signs what you decide. You sign in through your bank, as before.",
    synced: "This passkey may be copied to your other devices by whoever keeps it for you. Ask your bank whether it wants that.",
    toSignIn: "Go to sign in",
    elsewhere: (origin: string) => `Passkeys of this bank belong to ${origin}. Open the link there.`,
  },
  refused: {
    insecure: {
      title: "This address is not secure",
      text: "The console signs with keys, which works only over a secure connection. Nothing was done. Open your bank’s address with https:// in front.",
    },
    old: {
      title: "This browser is too old",
      text: "It lacks passkeys or what else is needed to sign. Nothing was done. Try a current Firefox, Chrome, Edge or Safari.",
    },
    broken: {
      title: "The console could not start",
      text: "Your bank cannot be reached, or something that belongs to this page did not load. Nothing was done. Try again when the connection is back.",
    },
  },
};
