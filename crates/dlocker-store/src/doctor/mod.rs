//! Examines a data folder without changing it; works while the bank serves.

mod approvals;
mod closed;
mod devices;
mod keys;
mod log;
mod outbox;
mod packs;
mod roster;

use std::path::{Path, PathBuf};

use dlocker_custody::Custody;

use crate::blobs::FolderBlobs;
use crate::sqlite::{DATABASE, Inspection};
use crate::store::{Fault, LockerRead};
use crate::vault::BLOBS;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Should be looked at; nothing is lost.
    Warning,
    /// Something is damaged or missing.
    Error,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What it is.
    pub what: String,
    /// Where: a locker, a file.
    #[serde(rename = "where")]
    pub where_: String,
    /// What to do.
    pub advice: String,
}

const RESTORE: &str = "Restore the data folder from a backup, and find out what altered it.";

/// Findings about one place.
struct Chart<'f> {
    findings: &'f mut Vec<Finding>,
    place: String,
}

impl Chart<'_> {
    fn add(&mut self, severity: Severity, what: impl Into<String>, advice: &str) {
        let finding = Finding { severity, what: what.into(), where_: self.place.clone(), advice: advice.to_owned() };
        self.findings.push(finding);
    }

    fn error(&mut self, what: impl Into<String>) {
        self.add(Severity::Error, what, RESTORE);
    }

    /// An error unless `fits`.
    fn require(&mut self, fits: bool, what: impl Into<String>) {
        if !fits {
            self.error(what);
        }
    }

    /// The value, or an error about what could not be read.
    fn read<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.error(fault.to_string())).ok()
    }
}

/// Examines the data folder. With custody, the keys too. Nothing found means that all is well.
#[must_use]
pub fn examine(data: &Path, custody: Option<&dyn Custody>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut chart = Chart { findings: &mut findings, place: data.display().to_string() };
    for keys in keys_inside(data) {
        let advice =
            "Move the keys folder beside the data folder and serve with --keys: one stolen copy must not hold both.";
        chart.add(Severity::Error, format!("the master key lies inside the data folder: {}", keys.display()), advice);
    }
    let inspection = match Inspection::open(data) {
        Ok(inspection) => inspection,
        Err(error) => {
            chart.error(format!("{} cannot be examined: {error}", data.join(DATABASE).display()));
            return findings;
        }
    };
    for damage in inspection.damage() {
        chart.error(format!("the database is damaged: {damage}"));
    }
    let lockers = chart.read(inspection.lockers()).unwrap_or_default();
    let blobs = FolderBlobs::looking_at(&data.join(BLOBS));
    for locker in lockers {
        let mut chart = Chart { findings: &mut findings, place: locker.to_string() };
        let done = inspection.locker(locker, |tx| examine_locker(&mut chart, tx, &blobs, custody));
        chart.read(done);
    }
    findings
}

fn examine_locker(
    chart: &mut Chart<'_>,
    tx: &dyn LockerRead,
    blobs: &FolderBlobs,
    custody: Option<&dyn Custody>,
) -> Result<(), Fault> {
    approvals::examine(chart, tx)?;
    let Some(locker) = tx.locker()? else { return Ok(()) };
    chart.require(locker.id == tx.id(), "the record of the locker is another locker's");
    closed::examine(chart, tx, &locker)?;
    log::examine(chart, tx, &locker)?;
    outbox::examine(chart, tx)?;
    roster::examine(chart, tx, &locker)?;
    devices::examine(chart, tx, &locker, custody)?;
    keys::examine(chart, tx, &locker, custody)?;
    packs::examine(chart, tx, &locker, blobs)
}

/// Master keys in the data folder or a folder in it.
fn keys_inside(data: &Path) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(data).into_iter().flatten().flatten().map(|entry| entry.path());
    let places = std::iter::once(data.to_owned()).chain(folders.filter(|path| path.is_dir()));
    places.map(|place| place.join("master.key")).filter(|file| file.exists()).collect()
}
