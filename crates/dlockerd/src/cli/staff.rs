//! `dlockerd staff add`: who works at the bank.

use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::staff::StaffMember;
use dlocker_store::vault::add_staff;
use serde_json::json;

use super::args::StaffAddArgs;
use super::print::Done;
use super::{Exit, Failure};
use crate::console::StaffKey;
use crate::entropy;

/// Draws a key, writes it, and makes the person known. If the second fails the first is undone, so that no key lies around that counts for nothing.
pub(super) fn add(args: StaffAddArgs) -> Result<Done, Failure> {
    let key = StaffKey { name: args.name, key: SigningKey::random(&mut entropy::rng()) };
    key.write_new(&args.key_out)?;
    let member = StaffMember { name: key.name.clone(), key: key.key.public_key(), handle: args.handle };
    if let Err(error) = add_staff(&args.data, &member) {
        // The file is ours: it did not exist before.
        let _ = std::fs::remove_file(&args.key_out);
        return Err(Failure::new(Exit::Misuse, "staff", error.to_string()));
    }
    let shown = args.key_out.display().to_string();
    let json = json!({ "name": member.name, "key_out": shown, "handle": member.handle, "key": member.key });
    let words = format!(
        "{} works at this bank from now on. Their key is in {shown}: whoever has the file can approve as this person, so hand it over \
         in person and keep no copy.",
        member.name
    );
    Ok(Done::new(json, words))
}
