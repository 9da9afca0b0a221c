// What the service worker itself says, where no page can be opened any more.
export const incomplete = {
  title: "This page is not complete any more",
  lead: "Your browser has cleared away a part of the page that you had installed. Your locker and this device's key are as they were.",
  offered: (version: string, digest: string) =>
    `Your bank offers version ${version} of the page, with the digest ${digest}. Compare it if you would rather not take your bank's word, then take it.`,
  take: "Take this version",
  close: "Close every tab and window of this page, then open it again. You will be asked whether to take the version that your bank offers.",
};
