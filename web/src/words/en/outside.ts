// What stands in the page before any script runs.
export const outside = {
  description: "A digital locker at your bank for a sealed backup of your wallet.",
  starting: "Opening …",
  stuck: "If this stays, your browser may be too old for this page. Your locker is safe. Try a current Firefox, Chrome, Edge or Safari.",
  noscript: "This page seals your wallet on your own device, and needs JavaScript for it.",
  staffDescription: "For the staff of a bank with digital lockers.",
  staffStuck: "If this stays, your browser may be too old for this page. Try a current Firefox, Chrome, Edge or Safari.",
  staffNoscript: "This page signs what you decide on your own device, and needs JavaScript for it.",
};
