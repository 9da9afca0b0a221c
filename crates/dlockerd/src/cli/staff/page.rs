//! Members of staff and their acts in words.

use dlocker_protocol::staff::{Act, ActBy, PasskeyView, StaffAct};
use dlocker_store::vault::Person;

/// A person, with a line for each passkey.
pub(super) fn person(person: &Person) -> String {
    let handle = person.handle.as_ref().map_or_else(String::new, |handle| format!("  (own locker: {handle})"));
    let mut words = format!("{}{handle}", person.name);
    for passkey in &person.passkeys {
        words.push_str(&format!("\n  {}", line(passkey)));
    }
    words
}

fn line(passkey: &PasskeyView) -> String {
    let used = passkey.used.map_or_else(|| "never used".to_owned(), |used| format!("last used {used}"));
    let synced = if passkey.synced { "; may be copied to other devices" } else { "" };
    format!("{}  since {}, {used}{synced}", passkey.id, passkey.added)
}

/// One line of the audit.
pub(super) fn act(act: &StaffAct) -> String {
    let by = match act.by {
        ActBy::Key => "key file".to_owned(),
        ActBy::Session(session) => session.to_string(),
        ActBy::Operator => "operator".to_owned(),
        ActBy::Link => "link".to_owned(),
    };
    let locker = act.locker.map_or_else(String::new, |locker| format!("  {locker}"));
    let proof = if act.signed { "  (signed by a passkey)" } else { "" };
    format!("{}  {}  {by}  {}{locker}{proof}", act.at, act.staff, what(&act.act))
}

fn what(act: &Act) -> String {
    match act {
        Act::Added => "was added".into(),
        Act::Removed => "was removed".into(),
        Act::PasskeyInvited => "got a link for a passkey".into(),
        Act::PasskeyAdded { passkey, .. } => format!("registered {passkey}"),
        Act::PasskeyRemoved { passkey } => format!("lost {passkey}"),
        Act::SignedIn { session, passkey } => format!("signed in with {passkey}: {session}"),
        Act::ProviderSignedIn { session, subject, roles } => {
            format!("signed in through the identity provider as {subject:?} ({roles}): {session}")
        }
        Act::SignedOut { session } => format!("signed out: {session}"),
        Act::Invited { handle } => format!("invited {handle}"),
        Act::LookedUp { handle, found: true } => format!("looked up {handle}"),
        Act::LookedUp { handle, found: false } => format!("looked up {handle}, who has no locker"),
        Act::Approved { case, .. } => format!("approved {case}"),
        Act::WrongCode { case } => format!("typed a wrong code for {case}"),
        Act::Rejected { case } => format!("rejected {case}"),
        Act::Frozen { confirmed: true } => "froze a locker, its owner identified".into(),
        Act::Frozen { confirmed: false } => "froze a locker after a call".into(),
        Act::Thawed { guesses_for: None } => "lifted a freeze".into(),
        Act::Thawed { guesses_for: Some(device) } => format!("gave guesses back to {device}"),
        Act::Suspended { device } => format!("suspended {device}"),
        Act::CounterBack { passkey, before, now } => {
            format!("used {passkey}, whose counter said {now} after {before}: it may have been copied")
        }
    }
}
