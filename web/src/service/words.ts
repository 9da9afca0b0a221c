// What the page and its service worker say to each other.

export interface Version {
  version: string;
  /** SHA-256 over the list of all files and their own SHA-256. */
  digest: string;
}

export interface About {
  current: Version;
  /** Another version that the bank serves, and that its owner has not agreed to. */
  offered: Version | null;
}

/** Pages and service workers of different versions speak to each other by this. Agreed is to one digest: the one that the owner was shown. */
export type Request = "about" | { agree: string };
