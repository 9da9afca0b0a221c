// Inviting a customer.
export const invite = {
  title: "Invite a customer",
  lead: "Makes a locker, and an invite with which the customer’s first device enrols. It works once.",
  handle: "Handle of the customer",
  handleHint: "Say an e-mail address. By it the locker is found when the phone is lost.",
  by: "What the customer enrols with",
  ways: { page: "This bank’s page or program", wallet: "Any wallet app (credential offer)" },
  none: "Type the handle of the customer.",
  go: "Make the invite",
  made: "The invite is made",
  care: "Give it to the customer in person, or by a way that only they can read. Whoever uses it first has the locker. It is shown once: when you leave, nobody can show it again, the bank included.",
  print: "Print",
  copy: "Copy the link",
  another: "Invite another",
  digits: "Digits to give apart",
  digitsCare:
    "The wallet app asks for these. They are not on the sheet: say them in person, or send them by another way than the link. After five wrong ones the offer is void, and you can make another.",
  sheet: {
    title: "Your digital locker",
    lead: "Your bank keeps a sealed backup of your wallet. It takes two keys to open: the bank’s and yours.",
    qr: "The link as a QR code",
    steps: [
      "Point the camera of your phone at the square, or open the link.",
      "Choose your own key: a printed kit, a PIN, a passkey. The bank never sees it.",
      "Put your wallet in. If the phone is ever lost, come to us.",
    ],
    offerSteps: [
      "Scan the square with your wallet app, or open the link on the phone that has it.",
      "Type the six digits that you get from us apart from this sheet.",
      "Your wallet app then holds your Locker ID. If the phone is ever lost, come to us.",
    ],
    link: "Link",
    code: "Code",
    for: "For",
    until: "Works once, until",
    bank: "Bank",
  },
};
