//! Which backup is meant, by `--snapshot`, `--device` and `--at`.

use dlocker_client::{Connection, Error, Platform, Result};
use dlocker_protocol::snapshot::SnapshotHeader;
use dlocker_protocol::{DeviceId, SnapshotId, Timestamp};

use crate::devices::device_id;
use crate::snapshots::snapshot_id;

/// Which backup was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// The one that is named.
    Snapshot(SnapshotId),
    /// The newest of one device, or of each; where a moment is given, until then.
    Newest {
        /// Of this device.
        of: Option<DeviceId>,
        /// Until then.
        at: Option<Timestamp>,
    },
}

/// Which backups that is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// This one.
    One(SnapshotId),
    /// The newest of each device; where a moment is given, as it was then.
    Each(Option<Timestamp>),
}

impl Wanted {
    /// What was typed: a backup, or a device and a moment.
    ///
    /// # Errors
    /// [`Error::Misuse`] for what is none of these.
    pub fn parse(snapshot: Option<&str>, device: Option<&str>, at: Option<&str>) -> Result<Self> {
        if let Some(id) = snapshot {
            return snapshot_id(id).map(Self::Snapshot);
        }
        let of = device.map(device_id).transpose()?;
        let at = at.map(moment).transpose()?;
        Ok(Self::Newest { of, at })
    }

    /// Found out before a guess is spent.
    ///
    /// # Errors
    /// [`Error::Misuse`] if there is no such backup.
    pub async fn find<P: Platform>(self, connection: &mut Connection<'_, P>) -> Result<Chosen> {
        let (of, at) = match self {
            Self::Snapshot(id) => return Ok(Chosen::One(id)),
            Self::Newest { of: None, at: None } => return Ok(Chosen::Each(None)),
            Self::Newest { of, at } => (of, at),
        };
        let snapshots = connection.snapshots().await?;
        let of_device = |header: &&SnapshotHeader| of.is_none_or(|device| header.device == device);
        let own: Vec<_> = snapshots.headers().iter().filter(of_device).collect();
        let newest = own.iter().rev().find(|header| at.is_none_or(|at| header.created <= at));
        match (newest, of) {
            (Some(header), Some(_)) => Ok(Chosen::One(header.id)),
            (Some(_), None) => Ok(Chosen::Each(at)),
            (None, _) => Err(missing(of, at, own.first().map(|oldest| oldest.created))),
        }
    }
}

/// Nothing that would fit was put in.
fn missing(of: Option<DeviceId>, at: Option<Timestamp>, oldest: Option<Timestamp>) -> Error {
    let who = of.map_or_else(|| "None of your devices".to_owned(), |device| device.to_string());
    Error::Misuse(match (at, oldest) {
        (Some(at), Some(oldest)) => {
            format!(
                "{who} had put in a backup by {at} that is still there; the oldest is of {oldest}. See: dlocker snapshots."
            )
        }
        _ => format!("{who} has put in no backup that is there. See: dlocker snapshots."),
    })
}

/// A moment with its offset, or the end of a day in UTC.
fn moment(text: &str) -> Result<Timestamp> {
    let wrong = || {
        Error::Misuse(format!(
            "{text} is not a time. Say it with its offset, as in 2026-11-20T18:00:00Z or 2026-11-20T19:00:00+01:00, or only the day, as in 2026-11-20."
        ))
    };
    let moment =
        if text.len() == 10 { Timestamp::parse(&format!("{text}T23:59:59.999Z")) } else { Timestamp::parse(text) };
    moment.ok_or_else(wrong)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_end_in_utc() {
        assert_eq!(moment("2026-11-20").unwrap(), Timestamp::parse("2026-11-20T23:59:59.999Z").unwrap());
        assert_eq!(moment("2024-02-29").unwrap().to_string(), "2024-02-29T23:59:59.999Z");
        assert_eq!(moment("2026-11-20T19:00:00+01:00").unwrap().to_string(), "2026-11-20T18:00:00.000Z");
    }

    #[test]
    fn a_time_without_an_offset_is_not_guessed() {
        for text in ["2026-11-20T18:00:00", "2025-02-29", "20.11.2026", "yesterday", "18:00", ""] {
            assert!(moment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_said_with_the_oldest_that_is_there() {
        let at = Timestamp::parse("2026-11-20T18:00:00Z");
        let oldest = Timestamp::parse("2026-11-21T18:00:00Z");
        let words = missing(None, at, oldest).to_string();
        assert!(words.starts_with("None of your devices had put in a backup by 2026-11-20"), "{words}");
        assert!(words.contains("the oldest is of 2026-11-21"), "{words}");
    }
}
