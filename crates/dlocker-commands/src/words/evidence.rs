//! What a recovery must show, in words.

use dlocker_client::period;
use dlocker_protocol::roster::{EvidenceKind, RecoveryRule};

/// The rule as part of a sentence: `two pieces of evidence, of which a credential or a device of yours may be one`.
pub(crate) fn evidence(rule: &RecoveryRule) -> String {
    let pieces = match rule.needed {
        1 => "one piece of evidence".to_owned(),
        2 => "two pieces of evidence".to_owned(),
        3 => "three pieces of evidence".to_owned(),
        many => format!("{many} pieces of evidence"),
    };
    let yours = match (rule.from.has(EvidenceKind::Credential), rule.from.has(EvidenceKind::Device)) {
        _ if rule.needed == 1 => ", the word of an officer of your bank",
        (true, true) => ", of which credentials and devices of yours together may be one",
        (true, false) => ", of which credentials together may be one",
        (false, true) => ", of which devices of yours together may be one",
        (false, false) => ", each the word of another officer of your bank",
    };
    let agreed = rule.wait_agreed.map(|seconds| match seconds {
        0 => ", and no wait where an officer who sees you and a credential agree".to_owned(),
        seconds => {
            format!(", and a wait of {} where an officer who sees you and a credential agree", period::words(seconds))
        }
    });
    format!("{pieces}{yours}{}", agreed.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use dlocker_protocol::roster::EvidenceKind::{Credential, Device};

    use super::*;

    #[test]
    fn a_rule_says_what_counts_and_when_nobody_waits() {
        let rule = |needed, from: &[EvidenceKind], wait_agreed| {
            evidence(&RecoveryRule { needed, from: from.iter().copied().collect(), wait_agreed })
        };
        assert_eq!(
            rule(2, &[Credential], Some(0)),
            "two pieces of evidence, of which credentials together may be one, and no wait where an officer who sees you and a credential agree"
        );
        assert_eq!(
            rule(4, &[Credential, Device], Some(3600)),
            "4 pieces of evidence, of which credentials and devices of yours together may be one, and a wait of 1 hour where an officer who sees you and a credential agree"
        );
        assert_eq!(rule(3, &[], None), "three pieces of evidence, each the word of another officer of your bank");
        assert_eq!(rule(1, &[Device], None), "one piece of evidence, the word of an officer of your bank");
    }
}
