//! `dlockerd staff`: who works at the bank, their passkeys, and what they did. All of it on the bank's own machine.

mod page;

use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::staff::StaffMember;
use dlocker_store::vault::{
    OpenError, add_staff, audit as audit_of, invite_passkey, list_staff, remove_passkey, remove_staff,
};
use serde_json::json;

use super::args::{StaffAddArgs, StaffAuditArgs, StaffListArgs, StaffPasskeyArgs, StaffRemoveArgs};
use super::invite::code;
use super::print::{Done, to_json};
use super::{Exit, Failure};
use crate::console::StaffKey;
use crate::server::page_origin;
use crate::{clock, entropy};

/// Draws a key, writes it, and makes the person known. If the second fails the first is undone, so that no key lies around that counts for nothing.
pub(super) fn add(args: StaffAddArgs) -> Result<Done, Failure> {
    let key = StaffKey { name: args.name, key: SigningKey::random(&mut entropy::rng()) };
    key.write_new(&args.key_out)?;
    let member = StaffMember::local(key.name.clone(), key.key.public_key(), args.handle);
    if let Err(error) = add_staff(&args.data, &member, clock::now()) {
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

/// Draws a one-time code, and prints the link that carries it. The code stands after the `#`, which no browser sends to anybody.
pub(super) fn passkey(args: StaffPasskeyArgs) -> Result<Done, Failure> {
    is_there(&args.data)?;
    let origin = page_origin(&args.data).map_err(|words| Failure::new(Exit::NotYet, "page", words))?;
    let code = code(&mut entropy::rng());
    let expires = invite_passkey(&args.data, &args.name, &code, clock::now()).map_err(failed)?;
    let link = format!("{origin}/staff#passkey={code}");
    let json = json!({ "name": args.name, "link": link, "expires": expires });
    let words = format!(
        "Link for a passkey of {}:\n\n    {link}\n\nIt can be used once, until {expires}. Whoever opens it can sign in and approve as this person from \
         then on, so give it to them in person. A link that was made before is void.",
        args.name
    );
    Ok(Done::new(json, words))
}

/// Everybody.
pub(super) fn list(args: StaffListArgs) -> Result<Done, Failure> {
    is_there(&args.data)?;
    let people = list_staff(&args.data).map_err(failed)?;
    let words = match people.as_slice() {
        [] => "Nobody works at this bank yet. `dlockerd staff add` adds somebody.".to_owned(),
        people => people.iter().map(page::person).collect::<Vec<_>>().join("\n"),
    };
    Ok(Done::new(to_json(&people)?, words))
}

/// Removes a person, or one of their passkeys.
pub(super) fn remove(args: StaffRemoveArgs) -> Result<Done, Failure> {
    is_there(&args.data)?;
    let (name, now) = (&args.name, clock::now());
    let words = match args.passkey {
        Some(passkey) => {
            remove_passkey(&args.data, name, passkey, now).map_err(failed)?;
            format!("{passkey} of {name} counts no more, and the sessions that it began are over.")
        }
        None => {
            remove_staff(&args.data, name, now).map_err(failed)?;
            format!(
                "{name} works here no more: key file and passkeys count no more, and their sessions are over. What they did stays in the audit, and \
                 what they approved stays approved: `dlockerd case list` shows the cases, and `dlockerd case reject` ends one."
            )
        }
    };
    Ok(Done::new(json!({ "name": name, "passkey": args.passkey }), words))
}

/// What was done.
pub(super) fn audit(args: StaffAuditArgs) -> Result<Done, Failure> {
    is_there(&args.data)?;
    let from = args.from.unwrap_or(dlocker_protocol::Timestamp::from_millis(0));
    let acts = audit_of(&args.data, from).map_err(failed)?;
    let words = match acts.as_slice() {
        [] => "Nothing was done.".to_owned(),
        acts => acts.iter().map(page::act).collect::<Vec<_>>().join("\n"),
    };
    Ok(Done::new(to_json(&acts)?, words))
}

fn failed(error: OpenError) -> Failure {
    Failure::new(Exit::Misuse, "staff", error.to_string())
}

/// `staff add` makes a data folder; whoever asks about one that is not there has mistyped its name.
fn is_there(data: &std::path::Path) -> Result<(), Failure> {
    if data.is_dir() {
        return Ok(());
    }
    let words =
        format!("there is no data folder at {}. Name the folder that `serve --data` was given.", data.display());
    Err(Failure::new(Exit::Misuse, "usage", words))
}
