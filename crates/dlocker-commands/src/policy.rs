//! `dlocker policy`

use dlocker_client::{Error, Keep, PolicyView, Result, connect};
use serde_json::{Value, json};

use super::changed;
use crate::args::{ExistingFiles, Policy, PolicyArgs};
use crate::outcome::Outcome;
use crate::platform::Desktop;
use crate::{period, secrets, words};

pub(crate) async fn run(desktop: &Desktop, args: PolicyArgs) -> Result<Outcome> {
    match args.what {
        None => show(desktop).await,
        Some(Policy::Set { words, unlock }) => {
            let files = if unlock.is_none() { args.unlock } else { unlock };
            match chosen(&words)? {
                Chosen::Wait(wait) => set_wait(desktop, wait, &files).await,
                Chosen::Keep(edits) => set_keep(desktop, &edits, &files).await,
            }
        }
    }
}

/// What is chosen anew.
#[derive(Debug, PartialEq, Eq)]
enum Chosen {
    /// How long a recovery waits; none is the bank's own.
    Wait(Option<u64>),
    /// How many backups stay.
    Keep(Vec<Edit>),
}

/// One number of the rule, or all of them taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Last(Option<u32>),
    Daily(Option<u32>),
    Weekly(Option<u32>),
    Monthly(Option<u32>),
    Yearly(Option<u32>),
    AllOff,
}

/// Words come in pairs, and one command changes one thing.
fn chosen(words: &[String]) -> Result<Chosen> {
    let pairs: Vec<(&str, &str)> = words
        .chunks(2)
        .map(|pair| match pair {
            [what, value] => Ok((what.as_str(), value.as_str())),
            _ => Err(Error::Misuse(format!("{} needs a value. See: dlocker policy set --help.", words.join(" ")))),
        })
        .collect::<Result<_>>()?;
    match pairs.as_slice() {
        [("recovery-wait", wait)] => wait_of(wait).map(Chosen::Wait),
        pairs => pairs.iter().map(|(what, value)| edit(what, value)).collect::<Result<_>>().map(Chosen::Keep),
    }
}

fn wait_of(wait: &str) -> Result<Option<u64>> {
    if wait == "default" { Ok(None) } else { period::parse(wait).map(Some).map_err(Error::Misuse) }
}

fn edit(what: &str, value: &str) -> Result<Edit> {
    Ok(match what {
        "keep" if value == "off" => Edit::AllOff,
        "keep-last" => Edit::Last(number(value)?),
        "keep-daily" => Edit::Daily(number(value)?),
        "keep-weekly" => Edit::Weekly(number(value)?),
        "keep-monthly" => Edit::Monthly(number(value)?),
        "keep-yearly" => Edit::Yearly(number(value)?),
        _ => {
            return Err(Error::Misuse(format!(
                "{what} {value} is nothing that can be set like this; nothing was changed. Say recovery-wait TIME, or any of keep-last, keep-daily, keep-weekly, keep-monthly, keep-yearly with a number or `off`, or `keep off`."
            )));
        }
    })
}

fn number(value: &str) -> Result<Option<u32>> {
    let wrong = || Error::Misuse(format!("{value} is not how many are to stay. Say a number from 1 on, or `off`."));
    if value == "off" {
        return Ok(None);
    }
    let number = value.parse().ok().filter(|number| *number > 0 && value.bytes().all(|b| b.is_ascii_digit()));
    number.map(Some).ok_or_else(wrong)
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

async fn show(desktop: &Desktop) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
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
        "changes_wait": policy.changes_wait,
        "keep": policy.retention.as_ref().map(words::keep_json),
    })
}

fn text(policy: &PolicyView) -> String {
    let whose = if policy.chosen.is_some() { "your choice" } else { "your bank's rule" };
    format!(
        "A recovery waits {} after the first approval ({whose}; you may choose {} to {}).\nChanges that weaken the locker wait {}.\n{}",
        period::words(policy.recovery_wait),
        period::words(policy.min),
        period::words(policy.max),
        period::words(policy.changes_wait),
        kept(policy),
    )
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

async fn set_wait(desktop: &Desktop, wait: Option<u64>, files: &ExistingFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    let changed = connection.set_recovery_wait(wait, &unlock).await?;
    let policy = connection.policy().await?;
    Ok(changed::outcome(changed, more(&policy), text(&policy)))
}

async fn set_keep(desktop: &Desktop, edits: &[Edit], files: &ExistingFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let keep = edited(&connection.policy().await?, edits);
    let unlock = secrets::required_existing(files, &mut connection).await?;
    let changed = connection.set_retention(keep, &unlock).await?;
    let policy = connection.policy().await?;
    Ok(changed::outcome(changed, more(&policy), text(&policy)))
}

fn more(policy: &PolicyView) -> Value {
    json!({
        "recovery_wait": policy.recovery_wait,
        "chosen": policy.chosen,
        "keep": policy.retention.as_ref().map(words::keep_json),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Chosen> {
        chosen(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn words_come_in_pairs() {
        assert!(matches!(parse("recovery-wait 4d"), Ok(Chosen::Wait(Some(345_600)))));
        assert!(matches!(parse("recovery-wait default"), Ok(Chosen::Wait(None))));
        let expected = vec![Edit::Daily(Some(7)), Edit::Last(None)];
        assert!(matches!(parse("keep-daily 7 keep-last off"), Ok(Chosen::Keep(edits)) if edits == expected));
        assert!(matches!(parse("keep off"), Ok(Chosen::Keep(edits)) if edits == [Edit::AllOff]));
    }

    #[test]
    fn anything_else_is_refused() {
        for line in [
            "keep-daily 0",
            "keep-daily +7",
            "keep-daily -1",
            "keep-daily many",
            "keep-daily 99999999999",
            "keep 7",
            "keep-hourly 7",
            "keep-daily 7 keep-last",
            "recovery-wait 4d keep-daily 7",
            "keep-daily 7 recovery-wait 4d",
            "recovery-wait soon",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
