//! `dlocker policy`

use dlocker_client::{Connection, Keep, Platform, PolicyView, Result, Unlock, period};
use serde_json::{Value, json};

mod contacts;
mod evidence;

pub use contacts::{add_contact, contact, contacts, remove_contact};
pub use evidence::{EvidenceEdit, evidence, set_evidence};

use crate::{Outcome, changed, words};

/// One number of the rule, or all of them taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// The last so many.
    Last(Option<u32>),
    /// One of each of so many days.
    Daily(Option<u32>),
    /// One of each of so many weeks.
    Weekly(Option<u32>),
    /// One of each of so many months.
    Monthly(Option<u32>),
    /// One of each of so many years.
    Yearly(Option<u32>),
    /// Every backup stays.
    AllOff,
}

/// The rule as it will be: what is not named stays as it is.
fn edited(policy: &PolicyView, edits: &[Edit]) -> Keep {
    let mut keep = policy.retention.map_or_else(Keep::default, |rule| Keep {
        last: rule.last,
        daily: rule.daily,
        weekly: rule.weekly,
        monthly: rule.monthly,
        yearly: rule.yearly,
    });
    for edit in edits {
        match *edit {
            Edit::Last(number) => keep.last = number,
            Edit::Daily(number) => keep.daily = number,
            Edit::Weekly(number) => keep.weekly = number,
            Edit::Monthly(number) => keep.monthly = number,
            Edit::Yearly(number) => keep.yearly = number,
            Edit::AllOff => keep = Keep::default(),
        }
    }
    keep
}

/// `policy`
///
/// # Errors
/// Those of a request.
pub async fn show<P: Platform>(connection: &mut Connection<'_, P>) -> Result<Outcome> {
    let policy = connection.policy().await?;
    Ok(Outcome::new(entry(&policy), text(&policy)))
}

fn entry(policy: &PolicyView) -> Value {
    json!({
        "recovery_wait": policy.recovery_wait,
        "chosen": policy.chosen,
        "default": policy.default,
        "min": policy.min,
        "max": policy.max,
        "evidence": evidence_json(policy),
        "changes_wait": policy.changes_wait,
        "keep": policy.retention.as_ref().map(words::keep_json),
        "contacts": policy.contacts,
    })
}

fn text(policy: &PolicyView) -> String {
    let whose = if policy.chosen.is_some() { "your choice" } else { "your bank's rule" };
    let ruled = if policy.chosen_rule.is_some() { "your choice" } else { "your bank's rule" };
    format!(
        "A recovery needs {} ({ruled}).\nIt waits {} after the first of it ({whose}; you may choose {} to {}).\nChanges that weaken the locker wait {}.\n{}\n{}",
        words::evidence(&policy.rule),
        period::words(policy.recovery_wait),
        period::words(policy.min),
        period::words(policy.max),
        period::words(policy.changes_wait),
        kept(policy),
        contacts::told(policy),
    )
}

/// The rule in force, and what may be chosen.
fn evidence_json(policy: &PolicyView) -> Value {
    json!({
        "needed": policy.rule.needed,
        "from": policy.rule.from,
        "wait_agreed": policy.rule.wait_agreed,
        "chosen": policy.chosen_rule,
        "bounds": policy.bounds,
    })
}

fn kept(policy: &PolicyView) -> String {
    match &policy.retention {
        None => "Every backup stays until you delete it.".into(),
        Some(rule) if rule.young == 0 => {
            format!("Of each device your rule keeps {}, and always the newest.", words::keep(rule))
        }
        Some(rule) => format!(
            "Of each device your rule keeps {}, all that are younger than {}, and always the newest.",
            words::keep(rule),
            period::words(rule.young)
        ),
    }
}

/// `policy set recovery-wait`: seconds, or none for the bank's own.
///
/// # Errors
/// Those of unlocking.
pub async fn set_wait<P: Platform>(
    connection: &mut Connection<'_, P>,
    wait: Option<u64>,
    unlock: &Unlock,
) -> Result<Outcome> {
    let changed = connection.set_recovery_wait(wait, unlock).await?;
    let policy = connection.policy().await?;
    Ok(changed::outcome(changed, more(&policy), text(&policy)))
}

/// The rule as `edits` make it of the present one.
///
/// # Errors
/// Those of a request.
pub async fn keep<P: Platform>(connection: &mut Connection<'_, P>, edits: &[Edit]) -> Result<Keep> {
    Ok(edited(&connection.policy().await?, edits))
}

/// `policy set keep-…`
///
/// # Errors
/// Those of unlocking.
pub async fn set_keep<P: Platform>(connection: &mut Connection<'_, P>, keep: Keep, unlock: &Unlock) -> Result<Outcome> {
    let changed = connection.set_retention(keep, unlock).await?;
    let policy = connection.policy().await?;
    Ok(changed::outcome(changed, more(&policy), text(&policy)))
}

fn more(policy: &PolicyView) -> Value {
    json!({
        "recovery_wait": policy.recovery_wait,
        "chosen": policy.chosen,
        "evidence": evidence_json(policy),
        "keep": policy.retention.as_ref().map(words::keep_json),
    })
}
