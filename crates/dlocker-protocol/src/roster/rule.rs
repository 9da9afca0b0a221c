//! What a recovery must show, as the owner chooses it and the bank bounds it. Both sides go by the same reading of a choice.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A kind of evidence. Codes are never reused; 3 is kept for people who vouch.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// A member of the bank's staff, who identified the owner. Each different one is a piece of evidence of their own.
    #[n(0)]
    Officer,
    /// Credentials of other issuers. With [`Self::Device`] one piece of evidence in all: what is on a phone is a thief's as soon as the phone is.
    #[n(1)]
    Credential,
    /// Devices of the locker that vouch. With [`Self::Credential`] one piece of evidence in all.
    #[n(2)]
    Device,
}

impl EvidenceKind {
    /// Every kind, in the order of their codes.
    pub const ALL: [Self; 3] = [Self::Officer, Self::Credential, Self::Device];

    /// As commands, settings and JSON name it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Credential => "credential",
            Self::Device => "device",
        }
    }
}

/// The kinds that count, as bits by their codes: officers always do, since the rest is within a thief's reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(transparent)]
#[serde(from = "BTreeSet<EvidenceKind>", into = "BTreeSet<EvidenceKind>")]
#[schema(value_type = Vec<EvidenceKind>)]
pub struct EvidenceKinds(#[n(0)] u8);

impl EvidenceKinds {
    const OFFICER: u8 = 1;

    /// Every kind.
    #[must_use]
    pub fn all() -> Self {
        EvidenceKind::ALL.into_iter().collect()
    }

    /// Whether this kind counts.
    #[must_use]
    pub const fn has(self, kind: EvidenceKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// The kinds in the order of their codes.
    pub fn iter(self) -> impl Iterator<Item = EvidenceKind> {
        EvidenceKind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }

    /// Those that count in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0 | Self::OFFICER)
    }

    /// Whether it names kinds that are known, officers among them.
    fn is_sound(self) -> bool {
        self == Self(self.0 & Self::all().0 | Self::OFFICER)
    }
}

impl FromIterator<EvidenceKind> for EvidenceKinds {
    fn from_iter<I: IntoIterator<Item = EvidenceKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().fold(Self::OFFICER, |bits, kind| bits | 1 << kind as u8))
    }
}

impl From<BTreeSet<EvidenceKind>> for EvidenceKinds {
    fn from(kinds: BTreeSet<EvidenceKind>) -> Self {
        kinds.into_iter().collect()
    }
}

impl From<EvidenceKinds> for BTreeSet<EvidenceKind> {
    fn from(kinds: EvidenceKinds) -> Self {
        kinds.iter().collect()
    }
}

/// Most pieces of evidence that a rule asks for.
const MOST: u32 = 100;
/// Longest wait that it names: ten years, in seconds.
const LONGEST: u64 = 10 * 366 * 24 * 3600;

/// What a recovery must show before its wait counts, and when that wait is a shorter one. CBOR `[needed, from, wait_agreed]`, the last left out where absent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(array)]
pub struct RecoveryRule {
    /// How many pieces of evidence: at least one, and one at least from an officer.
    #[n(0)]
    pub needed: u32,
    /// What counts as one.
    #[n(1)]
    pub from: EvidenceKinds,
    /// How long to wait, in seconds, where an officer who saw the owner face to face and a credential agree; as long as otherwise where absent.
    #[n(2)]
    pub wait_agreed: Option<u64>,
}

impl RecoveryRule {
    /// Whether it says something that can be, whatever a bank's bounds are.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        (1..=MOST).contains(&self.needed)
            && self.from.is_sound()
            && self.wait_agreed.is_none_or(|seconds| seconds <= LONGEST)
    }

    /// Whether it is easier to satisfy than `before` in any respect: then it weakens the locker.
    #[must_use]
    pub fn is_weaker_than(&self, before: &Self) -> bool {
        let more_kinds = self.from.iter().any(|kind| !before.from.has(kind));
        let sooner = self.wait_agreed.is_some_and(|wait| before.wait_agreed.is_none_or(|other| wait < other));
        self.needed < before.needed || more_kinds || sooner
    }
}

/// Within what an owner may choose, and what holds where they chose nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecoveryBounds {
    /// How many pieces of evidence the bank itself asks for.
    pub needed: u32,
    /// The fewest that an owner may choose.
    pub needed_min: u32,
    /// The most that an owner may choose.
    pub needed_max: u32,
    /// What counts at this bank.
    pub from: EvidenceKinds,
    /// The shortest wait, in seconds, that an owner may choose for an officer and a credential that agree; absent where there is no such choice.
    pub wait_agreed_min: Option<u64>,
}

impl RecoveryBounds {
    /// What an owner's choice comes to, or the bank's own rule where there is none. A choice outside of the bounds counts as the nearest within.
    #[must_use]
    pub fn effective(&self, choice: Option<RecoveryRule>) -> RecoveryRule {
        let Some(choice) = choice else {
            return RecoveryRule { needed: self.needed, from: self.from, wait_agreed: None };
        };
        RecoveryRule {
            needed: choice.needed.min(self.needed_max).max(self.needed_min),
            from: choice.from.and(self.from),
            wait_agreed: choice.wait_agreed.zip(self.wait_agreed_min).map(|(wait, min)| wait.max(min)),
        }
    }

    /// Whether a choice lies within.
    #[must_use]
    pub fn allows(&self, choice: &RecoveryRule) -> bool {
        self.effective(Some(*choice)) == *choice
    }
}

#[cfg(test)]
mod tests {
    use super::EvidenceKind::{Credential, Device, Officer};
    use super::*;

    const BOUNDS: RecoveryBounds = RecoveryBounds {
        needed: 2,
        needed_min: 1,
        needed_max: 3,
        from: EvidenceKinds(0b111),
        wait_agreed_min: Some(3600),
    };

    fn rule(needed: u32, from: &[EvidenceKind], wait_agreed: Option<u64>) -> RecoveryRule {
        RecoveryRule { needed, from: from.iter().copied().collect(), wait_agreed }
    }

    #[test]
    fn officers_always_count() {
        assert!(rule(1, &[], None).from.has(Officer));
        assert!(rule(1, &[Credential], None).from.and(rule(1, &[Device], None).from).has(Officer));
        assert!(
            !RecoveryRule { from: EvidenceKinds(0b110), ..rule(1, &[], None) }.is_sound(),
            "not even if it says so"
        );
    }

    #[test]
    fn what_is_not_known_yet_is_not_sound() {
        assert!(rule(2, &[Officer, Credential, Device], Some(0)).is_sound());
        for bits in [0, 0b1000, 0b1001, 0xff] {
            assert!(!RecoveryRule { from: EvidenceKinds(bits), ..rule(1, &[], None) }.is_sound(), "{bits:b}");
        }
        for (needed, wait) in [(0, None), (101, None), (1, Some(LONGEST + 1))] {
            assert!(!rule(needed, &[], wait).is_sound());
        }
    }

    #[test]
    fn fewer_pieces_more_kinds_and_a_sooner_agreement_are_weaker() {
        let before = rule(2, &[Credential], Some(7200));
        assert!(!before.is_weaker_than(&before));
        for weaker in [
            rule(1, &[Credential], Some(7200)),
            rule(2, &[Credential, Device], Some(7200)),
            rule(2, &[Credential], Some(7199)),
            rule(3, &[Credential, Device], Some(7200)),
        ] {
            assert!(weaker.is_weaker_than(&before), "{weaker:?}");
        }
        for stronger in [rule(3, &[Credential], Some(7200)), rule(2, &[], Some(7201)), rule(2, &[Credential], None)] {
            assert!(!stronger.is_weaker_than(&before), "{stronger:?}");
        }
        assert!(before.is_weaker_than(&rule(2, &[Credential], None)), "none is as long as otherwise");
    }

    #[test]
    fn a_choice_counts_within_the_bank_s_bounds() {
        assert_eq!(BOUNDS.effective(None), rule(2, &[Credential, Device], None));
        assert_eq!(BOUNDS.effective(Some(rule(9, &[Device], Some(0)))), rule(3, &[Device], Some(3600)));
        let strict = RecoveryBounds { from: rule(1, &[], None).from, needed_min: 2, wait_agreed_min: None, ..BOUNDS };
        assert_eq!(strict.effective(Some(rule(1, &[Device, Credential], Some(0)))), rule(2, &[], None));
        assert!(BOUNDS.allows(&rule(1, &[Credential], Some(3600))));
        assert!(!BOUNDS.allows(&rule(1, &[Credential], Some(0))));
    }
}
