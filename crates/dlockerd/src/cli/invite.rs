//! `dlockerd invite`: invite a customer.

use dlocker_protocol::staff::{InviteRequest, InviteResponse};
use serde_json::json;

use super::Failure;
use super::args::InviteArgs;
use super::print::Done;
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
