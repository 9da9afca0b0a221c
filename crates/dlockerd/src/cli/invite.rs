//! `dlockerd invite`: invite a customer.

use dlocker_protocol::encoded::to_base64url;
use dlocker_protocol::staff::{InviteRequest, InviteResponse};
use rand_core::Rng;
use serde_json::json;

use super::Failure;
use super::args::InviteArgs;
use super::print::Done;
use crate::console::Console;
use crate::entropy;

/// Draws the code here, so that a retry is the same request and the bank never keeps the code itself.
pub(super) async fn run(args: InviteArgs) -> Result<Done, Failure> {
    let console = Console::open(&args.console.bank, &args.console.staff_key).await?;
    let mut code = [0; 32];
    entropy::rng().fill_bytes(&mut code);
    let invite = to_base64url(&code);
    let request = InviteRequest { handle: args.handle.clone(), invite: invite.clone() };
    let made: InviteResponse = console.post("/v1/staff/invites", &request).await?;
    let json = json!({ "invite": invite, "handle": args.handle, "locker": made.locker, "expires": made.expires });
    let words = format!(
        "Invite for {}:\n\n    {invite}\n\nIt can be used once, until {}. Give it to the customer in person or by a way that only they can read.",
        args.handle, made.expires
    );
    Ok(Done::new(json, words))
}
