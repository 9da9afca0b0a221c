//! `dlockerd doctor`: examine a data folder without changing it.

use dlocker_custody::{Custody, SoftwareCustody};
use dlocker_protocol::Timestamp;
use dlocker_store::doctor::{Finding, Severity, examine};
use serde_json::json;

use super::args::DoctorArgs;
use super::print::Done;
use super::{Exit, Failure};
use crate::clock;
use crate::issuer;
use crate::server::{default_keys_dir, is_owner, keys_dir, owner};

/// Examines data and keys; exit code 8 if anything is damaged or missing.
pub(super) fn run(args: DoctorArgs) -> Result<Done, Failure> {
    if !args.data.is_dir() {
        let words = format!(
            "there is no data folder at {}. Name the folder that `serve --data` was given.",
            args.data.display()
        );
        return Err(Failure::new(Exit::Misuse, "usage", words));
    }
    let keys = match &args.keys {
        Some(keys) => keys.clone(),
        None => default_keys_dir(&args.data)?,
    };
    let mut findings = Vec::new();
    if let Err(error) = keys_dir(&args.data, Some(&keys)) {
        findings.push(bad(
            &keys,
            error.to_string(),
            "Move the keys to a folder of their own, and keep backups of the two apart.",
        ));
    }
    let custody = SoftwareCustody::open(&keys)
        .map_err(|e| {
            findings.push(bad(&keys, e.to_string(), "Without these keys nothing in the data folder can be released."))
        })
        .ok();
    match (owner(&args.data), &custody) {
        (Ok(Some(owner)), Some(custody)) => {
            if let Err(words) = is_owner(custody, owner, &keys) {
                findings.push(bad(&keys, words, "Nothing that is wrapped opens with foreign keys."));
            }
        }
        (Err(error), _) => findings.push(bad(&args.data, error.to_string(), "Restore the file from a backup.")),
        (Ok(_), _) => {}
    }
    if let Some(custody) = &custody {
        findings.extend(certificate(&keys, custody, clock::now()));
    }
    findings.extend(examine(&args.data, custody.as_ref().map(|custody| custody as &dyn Custody)));
    Ok(report(&findings))
}

/// What is to be said of the certificate that this program made: nothing, unless it is damaged or its end is near.
fn certificate(keys: &std::path::Path, custody: &dyn Custody, now: Timestamp) -> Option<Finding> {
    let (path, kept) = match issuer::shown(keys, &custody.issuer_key()) {
        Ok(kept) => kept?,
        Err(words) => {
            return Some(bad(
                keys,
                words,
                "Take the file away and start the bank: it makes another certificate. Whoever trusts the old root needs the new one too.",
            ));
        }
    };
    if kept.until > now.plus_millis(issuer::REPORTED) {
        return None;
    }
    Some(Finding {
        severity: Severity::Warning,
        what: format!("the certificate of the issuer key holds until {}", kept.until),
        where_: path.display().to_string(),
        advice: "Start the bank again: it makes another one. Hand the new root (issuer-root.pem) to whoever trusts the old one.".into(),
    })
}

fn bad(place: &std::path::Path, what: String, advice: &str) -> Finding {
    Finding { severity: Severity::Error, what, where_: place.display().to_string(), advice: advice.into() }
}

fn report(findings: &[Finding]) -> Done {
    let damaged = findings.iter().any(|finding| finding.severity == Severity::Error);
    let words = match findings {
        [] => "All is well: log chains, counters, packs, rosters and keys were checked.".to_owned(),
        findings => findings.iter().map(paragraph).collect::<Vec<_>>().join("\n\n"),
    };
    let mut done = Done::new(json!({ "ok": !damaged, "findings": findings }), words);
    done.exit = damaged.then_some(Exit::Damaged);
    done
}

fn paragraph(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "ERROR",
    };
    format!("{severity}: {}\n  where: {}\n  to do: {}", finding.what, finding.where_, finding.advice)
}
