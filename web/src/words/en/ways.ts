// The first screen, and the ways through the page.
export const ways = {
  nav: { home: "Locker", items: "Items", put: "Put in", log: "Visits", more: "More" },
  navLabel: "Main",
  welcome: {
    title: "Your wallet, safe when the phone is not",
    lead: "A locker at your bank keeps a sealed backup of your wallet. It takes two keys to open: the bank’s and yours. The bank cannot read what is in it.",
    lost: "I lost my phone",
    lostHint: "Get your wallet back on this device",
    invite: "I have an invite from my bank",
    join: "Add this device to my locker",
    joinHint: "You have another device that is in it",
    about: "About this page",
    version: (version: string) => `version ${version}`,
  },
  refused: {
    insecure: {
      title: "This address is not secure",
      text: "A page can seal your wallet only over a secure connection. Nothing was lost. Open your bank’s address with https:// in front.",
    },
    old: {
      title: "This browser is too old",
      text: "It lacks what is needed to seal your wallet on this device. Your locker at the bank is safe and unchanged. Try a current Firefox, Chrome, Edge or Safari, or another device.",
    },
    private: {
      title: "This browser keeps nothing here",
      text: "The page needs to keep this device’s key, and the browser does not let it: in a private window, or with storage switched off. Your locker at the bank is safe. Open the page in an ordinary window, or allow storage for this address.",
    },
    tab: {
      title: "Open in another tab",
      text: "Your locker is open in another tab or window, and only one at a time may use this device’s key. Nothing is lost. Close the other one, then try again here.",
    },
    broken: {
      title: "The page could not start",
      text: "Something that belongs to it did not load. Your locker at the bank is safe and unchanged. Try again when the connection is back.",
    },
  },
  update: {
    title: "Your bank offers another version of this page",
    text: "You are using the version that you installed, and stay with it until you say otherwise. Compare the new one’s digest with what your bank, or someone you trust, publishes.",
    old: "Now",
    new: "Offered",
    take: "Take the new version",
  },
  about: {
    title: "About this page",
    version: "Version",
    digest: "Digest of its files",
    what: "The page seals and opens your wallet on this device. Your bank serves it: while it runs you trust that it is the page it should be. This device keeps the version that was installed and asks before it takes another, and the digest lets you, or anybody, compare it.",
    manifest: "The list of files, to compare",
    bank: "Bank",
    none: "not kept on this device yet",
  },
};
