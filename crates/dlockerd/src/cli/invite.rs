//! `dlockerd invite`: invite a customer.

use std::io::IsTerminal;

use dlocker_bank::issuance::TX_CODE_LEN;
use dlocker_identity::issuance::{
    CredentialIssuer, CredentialOffer, OfferLink, TxCodeShape, offer_address, offer_code,
};
use dlocker_protocol::staff::{InviteRequest, InviteResponse};
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
use serde_json::json;

use super::args::InviteArgs;
use super::print::{Done, aside};
use super::{Exit, Failure};
use crate::console::Console;
use crate::entropy;

/// Letters and digits that nobody mixes up, and no hyphen in front that a command line would take for an option.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// 160 random bits as 32 characters.
pub(super) fn code(rng: &mut impl rand_core::CryptoRng) -> String {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

/// Draws the code here, so that a retry is the same request and the bank never keeps the code itself.
pub(super) async fn run(args: InviteArgs) -> Result<Done, Failure> {
    let console = Console::open(&args.console.bank, &args.console.staff_key).await?;
    if args.offer {
        return offer(&console, &args).await;
    }
    let invite = code(&mut entropy::rng());
    let request = InviteRequest { handle: args.handle.clone(), invite: invite.clone(), tx_code: None };
    let made: InviteResponse = console.post("/v1/staff/invites", &request).await?;
    let json = json!({ "invite": invite, "handle": args.handle, "locker": made.locker, "expires": made.expires });
    let words = format!(
        "Invite for {}:\n\n    {invite}\n\nIt can be used once, until {}. Give it to the customer in person or by a way that only they can read.",
        args.handle, made.expires
    );
    Ok(Done::new(json, words))
}

/// An invite with a transaction code, as links that a wallet app takes.
async fn offer(console: &Console, args: &InviteArgs) -> Result<Done, Failure> {
    let issuer: CredentialIssuer = console.get("/.well-known/openid-credential-issuer").await?;
    let reference = code(&mut entropy::rng());
    let broken = || Failure::new(Exit::Unexpected, "offer", "the offer could not be made. Try again");
    let invite = offer_code(&reference).ok_or_else(broken)?;
    let digits = digits(&mut entropy::rng());
    let request = InviteRequest { handle: args.handle.clone(), invite: invite.clone(), tx_code: Some(digits.clone()) };
    let made: InviteResponse = console.post("/v1/staff/invites", &request).await?;
    let link = OfferLink::to(&offer_address(&issuer.credential_issuer, &reference));
    let shape = TxCodeShape::digits(TX_CODE_LEN);
    let by_value = CredentialOffer::new(&issuer.credential_issuer, &invite, Some(shape)).link();
    let json = json!({
        "offer": link, "offer_by_value": by_value, "tx_code": digits,
        "handle": args.handle, "locker": made.locker, "expires": made.expires,
    });
    if std::io::stderr().is_terminal() {
        aside(&drawn(&link).unwrap_or_default());
    }
    let words = format!(
        "Offer for {}, for any wallet app; it can be used once, until {}. The same as a link:\n\n    {link}\n\nWhere the app cannot fetch it, this link carries all of it:\n\n    {by_value}\n\nThe app will ask for these digits. Give them to the customer apart from the link, say in person; after five wrong ones the offer is void, and you can make another:\n\n    {digits}",
        args.handle, made.expires
    );
    Ok(Done::new(json, words))
}

/// Each as likely as the other.
fn digits(rng: &mut impl rand_core::CryptoRng) -> String {
    (0..TX_CODE_LEN).map(|_| digit(rng)).collect()
}

fn digit(rng: &mut impl rand_core::CryptoRng) -> char {
    loop {
        let byte = rng.next_u64().to_le_bytes()[0];
        if byte < 250 {
            return char::from(b'0' + byte % 10);
        }
    }
}

/// A QR code, dark on light whatever the colours of the terminal.
fn drawn(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::L).ok()?;
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_code_has_six_digits_and_not_always_the_same() {
        let drawn: Vec<String> = (0..20).map(|_| digits(&mut entropy::rng())).collect();
        assert!(drawn.iter().all(|digits| dlocker_bank::issuance::is_tx_code(digits)), "{drawn:?}");
        assert!(drawn.iter().any(|digits| *digits != drawn[0]));
    }

    #[test]
    fn the_link_of_an_offer_fits_into_a_code() {
        let link = OfferLink::to(&offer_address("https://issuer.of.a.bank.example:8443", &code(&mut entropy::rng())));
        assert!(drawn(&link).is_some_and(|code| code.lines().count() > 20));
    }
}
