// An invite as a credential offer of OpenID4VCI, which any wallet app takes. Reference and digits are drawn here: the bank keeps a digest of the one and a tag of the other.
import { base64url, utf8 } from "../../bank/bytes";
import { digestOf } from "../../bank/digest";
import { drawCode } from "./code";

/** What the bank says of itself as an issuer. */
export interface Issuer {
  credential_issuer: string;
}

export interface Offer {
  /** What the bank takes as the invite: the pre-authorized code of the offer. */
  code: string;
  /** The transaction code: six digits that go to the customer by another way. */
  digits: string;
  /** What a wallet app opens. */
  link: string;
}

const DIGITS = 6;

/** The code lies under a reference that only the link has: whoever follows it gets the offer. */
export async function drawOffer({ credential_issuer }: Issuer): Promise<Offer> {
  const reference = drawCode();
  const code = base64url(await digestOf("offer-code", utf8(reference)));
  const address = `${credential_issuer}/openid4vci/offers/${reference}`;
  return { code, digits: drawDigits(), link: `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(address)}` };
}

/** Each as likely as the other: a byte from 250 on is drawn again. */
function drawDigits(): string {
  let digits = "";
  while (digits.length < DIGITS) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 250) digits += String(byte % 10);
  }
  return digits;
}
