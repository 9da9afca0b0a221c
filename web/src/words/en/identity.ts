// Who the owner is, by credentials that others issued: shown from a wallet app.
export const identity = {
  title: "How your bank knows you",
  lead: "Show your bank a credential that somebody else issued to you, say the identity card in your wallet app. When your phone is lost, it stands for one of the officers who have to approve.",
  none: "Your bank knows you by no credential yet.",
  bound: "Your bank knows you by",
  since: (when: string) => `shown ${when}`,
  kept: "Your bank keeps no name and no number of it, only hashes that it alone can compare.",
  bind: "Show a credential",
  another: "Show another credential",
  bindHint: "On the first day of your locker it counts at once. Later it waits, and until then any of your devices can stop it here.",
  pending: "A credential waits to be taken",
  pendingText: (entry: string, when: string) =>
    `From ${when} on your bank is to know you by ${entry} too. Not you? Stop it now: until then it does not count.`,
  stop: "Stop it",
  stopped: "It was stopped: that credential will not count. If you did not show it, somebody has one of your devices and your key. Freeze the locker, and go to your bank.",
  accepted: (entry: string) => `Your bank took it: it knows you by ${entry} now.`,
  waits: (entry: string, when: string) => `Your bank saw it. It knows you by ${entry} from ${when} on, unless a device of yours stops it.`,
  asked: {
    title: "Show it with your wallet app",
    lead: "Scan this with the phone that has the wallet app. If it is this one, open the link.",
    open: "Open it in the wallet app",
    qr: "Show it as a QR code",
    qrOff: "Hide the QR code",
    until: (when: string) => `Good once, until ${when}. This page looks every few seconds how it went.`,
    states: {
      asked: "No wallet app has opened it yet.",
      fetched: "A wallet app has opened it and has not answered yet. If it was not yours, ask for a new link.",
    },
    again: "New link",
    close: "Not now",
  },
  recover: {
    title: "Show a credential",
    text: "If your bank knows you by a credential, show it from here. It stands for one officer. Another has to approve all the same.",
    go: "Show a credential",
    counted: (entry: string) => `Your bank took it: ${entry}. An officer has to approve as well.`,
  },
};
