//! `dlocker policy`

use dlocker_client::{Error, Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::policy::{self, Edit, EvidenceEdit};
use dlocker_protocol::roster::EvidenceKind;

use crate::args::{ContactCommand, ExistingFiles, Policy, PolicyArgs};
use crate::platform::Desktop;
use crate::{period, secrets};

pub(crate) async fn run(desktop: &Desktop, args: PolicyArgs) -> Result<Outcome> {
    match args.what {
        None => policy::show(&mut connect(desktop).await?).await,
        Some(Policy::Set { words, unlock }) => {
            let files = if unlock.is_none() { args.unlock } else { unlock };
            set(desktop, chosen(&words)?, &files).await
        }
        Some(Policy::Contact(what)) => contact(desktop, what, args.unlock).await,
    }
}

async fn contact(desktop: &Desktop, what: ContactCommand, outer: ExistingFiles) -> Result<Outcome> {
    let (address, files, adds) = match what {
        ContactCommand::List => return policy::contacts(&mut connect(desktop).await?).await,
        ContactCommand::Add { address, unlock } => (address, unlock, true),
        ContactCommand::Remove { address, unlock } => (address, unlock, false),
    };
    let contact = policy::contact(&address)?;
    let files = if files.is_none() { outer } else { files };
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(&files, &mut connection).await?;
    if adds {
        policy::add_contact(&mut connection, contact, &unlock).await
    } else {
        policy::remove_contact(&mut connection, &contact, &unlock).await
    }
}

async fn set(desktop: &Desktop, chosen: Chosen, files: &ExistingFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    match chosen {
        Chosen::Wait(wait) => {
            let unlock = secrets::required_existing(files, &mut connection).await?;
            policy::set_wait(&mut connection, wait, &unlock).await
        }
        Chosen::Evidence(edits) => {
            let rule = policy::evidence(&mut connection, &edits).await?;
            let unlock = secrets::required_existing(files, &mut connection).await?;
            policy::set_evidence(&mut connection, rule, &unlock).await
        }
        Chosen::Keep(edits) => {
            let keep = policy::keep(&mut connection, &edits).await?;
            let unlock = secrets::required_existing(files, &mut connection).await?;
            policy::set_keep(&mut connection, keep, &unlock).await
        }
    }
}

/// What is chosen anew.
#[derive(Debug, PartialEq, Eq)]
enum Chosen {
    /// How long a recovery waits; none is the bank's own.
    Wait(Option<u64>),
    /// What a recovery must show.
    Evidence(Vec<EvidenceEdit>),
    /// How many backups stay.
    Keep(Vec<Edit>),
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
        [(what, _), ..] if what.starts_with("recovery-") && *what != "recovery-wait" => {
            pairs.iter().map(|(what, value)| shown(what, value)).collect::<Result<_>>().map(Chosen::Evidence)
        }
        pairs => pairs.iter().map(|(what, value)| edit(what, value)).collect::<Result<_>>().map(Chosen::Keep),
    }
}

/// What a recovery must show, part by part.
fn shown(what: &str, value: &str) -> Result<EvidenceEdit> {
    Ok(match what {
        "recovery-needs" => EvidenceEdit::Needed(whole(value).ok_or_else(|| no_evidence(value))?),
        "recovery-from" => EvidenceEdit::From(value.split(',').map(kind).collect::<Result<_>>()?),
        "recovery-wait-agreed" if value == "off" => EvidenceEdit::WaitAgreed(None),
        "recovery-wait-agreed" => EvidenceEdit::WaitAgreed(Some(period::parse(value).map_err(Error::Misuse)?)),
        "recovery-evidence" if value == "default" => EvidenceEdit::Default,
        _ => return Err(unknown(what, value)),
    })
}

fn kind(word: &str) -> Result<EvidenceKind> {
    EvidenceKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
        Error::Misuse(format!("{word} is no kind of evidence; nothing was changed. Say officer, credential or device, with commas between."))
    })
}

fn no_evidence(value: &str) -> Error {
    Error::Misuse(format!(
        "{value} is not how many pieces of evidence a recovery needs; nothing was changed. Say a number from 1 on."
    ))
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
        _ => return Err(unknown(what, value)),
    })
}

fn unknown(what: &str, value: &str) -> Error {
    Error::Misuse(format!(
        "{what} {value} is nothing that can be set like this; nothing was changed. Say recovery-wait TIME; or any of recovery-needs N, recovery-from KINDS, recovery-wait-agreed TIME, or `recovery-evidence default`; or any of keep-last, keep-daily, keep-weekly, keep-monthly, keep-yearly with a number or `off`, or `keep off`."
    ))
}

fn number(value: &str) -> Result<Option<u32>> {
    let wrong = || Error::Misuse(format!("{value} is not how many are to stay. Say a number from 1 on, or `off`."));
    if value == "off" {
        return Ok(None);
    }
    whole(value).map(Some).ok_or_else(wrong)
}

/// A number from 1 on, in plain digits.
fn whole(value: &str) -> Option<u32> {
    value.parse().ok().filter(|number| *number > 0 && value.bytes().all(|b| b.is_ascii_digit()))
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
        let expected = vec![EvidenceEdit::Needed(2), EvidenceEdit::WaitAgreed(Some(0))];
        let said = parse("recovery-needs 2 recovery-wait-agreed 0s");
        assert!(matches!(said, Ok(Chosen::Evidence(edits)) if edits == expected));
        let from = [EvidenceKind::Officer, EvidenceKind::Credential].into_iter().collect();
        let said = parse("recovery-from credential");
        assert!(matches!(said, Ok(Chosen::Evidence(edits)) if edits == [EvidenceEdit::From(from)]), "officers always");
        let said = parse("recovery-evidence default");
        assert!(matches!(said, Ok(Chosen::Evidence(edits)) if edits == [EvidenceEdit::Default]));
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
            "recovery-needs 0",
            "recovery-needs off",
            "recovery-from",
            "recovery-from friend",
            "recovery-from officer,,device",
            "recovery-wait-agreed soon",
            "recovery-evidence off",
            "recovery-needs 2 recovery-wait 4d",
            "recovery-needs 2 keep-daily 7",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
