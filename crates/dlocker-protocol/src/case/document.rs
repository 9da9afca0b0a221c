//! The checklist of an officer: which documents the owner showed, and what was looked at on each. Never a copy of one, nor a number from it.

use std::collections::BTreeMap;

use minicbor::decode::Error;
use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder};
use serde::{Deserialize, Serialize};

/// A kind of document.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// A passport.
    #[n(0)]
    Passport,
    /// A national identity card.
    #[n(1)]
    IdentityCard,
    /// A residence permit.
    #[n(2)]
    ResidencePermit,
    /// A driving licence.
    #[n(3)]
    DrivingLicence,
    /// What the bank has on file of this customer.
    #[n(4)]
    BankRecords,
}

/// What was looked at.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The face is that of the picture.
    #[n(0)]
    Photo,
    /// The name is that of the customer.
    #[n(1)]
    Name,
    /// The date of birth is that of the customer.
    #[n(2)]
    BirthDate,
    /// It has not expired.
    #[n(3)]
    Expiry,
    /// Its security features are there: holograms, raised print, changing ink.
    #[n(4)]
    Features,
    /// Its machine-readable zone says what is printed, and its check digits fit.
    #[n(5)]
    MachineReadable,
    /// Its chip was read, and the issuing state signed what is on it.
    #[n(6)]
    Chip,
    /// The signature is that on file.
    #[n(7)]
    Signature,
    /// What only the customer knows was asked, and answered.
    #[n(8)]
    Questions,
}

impl DocumentKind {
    /// Every kind, in the order of their codes.
    pub const ALL: [Self; 5] =
        [Self::Passport, Self::IdentityCard, Self::ResidencePermit, Self::DrivingLicence, Self::BankRecords];

    /// What must have been looked at when the owner stood before the officer, in ascending order.
    #[must_use]
    pub const fn required(self) -> &'static [Check] {
        use Check::{BirthDate, Expiry, Features, MachineReadable, Name, Photo, Questions, Signature};
        match self {
            Self::Passport => &[Photo, Name, BirthDate, Expiry, Features, MachineReadable],
            Self::IdentityCard | Self::ResidencePermit | Self::DrivingLicence => {
                &[Photo, Name, BirthDate, Expiry, Features]
            }
            Self::BankRecords => &[Name, BirthDate, Signature, Questions],
        }
    }

    /// What else may be looked at on it.
    #[must_use]
    pub const fn optional(self) -> &'static [Check] {
        match self {
            Self::Passport => &[Check::Chip],
            Self::IdentityCard | Self::ResidencePermit => &[Check::MachineReadable, Check::Chip],
            Self::DrivingLicence => &[Check::MachineReadable],
            Self::BankRecords => &[Check::Photo],
        }
    }

    fn knows(self, check: Check) -> bool {
        self.required().contains(&check) || self.optional().contains(&check)
    }
}

/// A document that was shown.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema)]
#[cbor(array)]
pub struct SeenDocument {
    /// Its kind.
    #[n(0)]
    pub kind: DocumentKind,
    /// What was looked at: one at least, ascending, each once, and only what its kind has.
    #[n(1)]
    pub checks: Vec<Check>,
}

impl SeenDocument {
    /// What its kind requires and was not looked at.
    pub fn missing(&self) -> impl Iterator<Item = Check> {
        self.kind.required().iter().copied().filter(|check| !self.checks.contains(check))
    }

    fn is_sound(&self) -> bool {
        let ascending = self.checks.is_sorted_by(|one, next| one < next);
        ascending && !self.checks.is_empty() && self.checks.iter().all(|check| self.kind.knows(*check))
    }
}

/// The documents that were shown: one at least, ascending by kind, each kind once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Documents(Vec<SeenDocument>);

impl Documents {
    /// The documents in their order; `None` for none, a kind twice, a document without checks, or a check that its kind does not have.
    #[must_use]
    pub fn new(seen: impl IntoIterator<Item = (DocumentKind, Vec<Check>)>) -> Option<Self> {
        let mut kinds = BTreeMap::new();
        for (kind, mut checks) in seen {
            checks.sort_unstable();
            if kinds.insert(kind, checks).is_some() {
                return None;
            }
        }
        Self::sound(kinds.into_iter().map(|(kind, checks)| SeenDocument { kind, checks }).collect())
    }

    fn sound(documents: Vec<SeenDocument>) -> Option<Self> {
        let ascending = documents.is_sorted_by(|one, next| one.kind < next.kind);
        let sound = ascending && !documents.is_empty() && documents.iter().all(SeenDocument::is_sound);
        sound.then_some(Self(documents))
    }

    /// Each of them.
    #[must_use]
    pub fn as_slice(&self) -> &[SeenDocument] {
        &self.0
    }
}

impl<C> Encode<C> for Documents {
    fn encode<W: Write>(
        &self,
        encoder: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        self.0.encode(encoder, context)
    }
}

impl<'b, C> Decode<'b, C> for Documents {
    fn decode(decoder: &mut Decoder<'b>, context: &mut C) -> Result<Self, Error> {
        let documents = Vec::decode(decoder, context)?;
        Self::sound(documents)
            .ok_or_else(|| Error::message("documents out of order, twice, or without checks of theirs"))
    }
}

/// As the command line and JSON write it.
macro_rules! words {
    ($type:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $type {
            /// As the command line and JSON write it.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl core::str::FromStr for $type {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok(Self::$variant),)* _ => Err(()) }
            }
        }
    };
}

words!(DocumentKind {
    Passport = "passport",
    IdentityCard = "identity-card",
    ResidencePermit = "residence-permit",
    DrivingLicence = "driving-licence",
    BankRecords = "bank-records",
});

words!(Check {
    Photo = "photo",
    Name = "name",
    BirthDate = "birth-date",
    Expiry = "expiry",
    Features = "features",
    MachineReadable = "machine-readable",
    Chip = "chip",
    Signature = "signature",
    Questions = "questions",
});

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cbor;

    fn passport() -> (DocumentKind, Vec<Check>) {
        (DocumentKind::Passport, DocumentKind::Passport.required().to_vec())
    }

    #[test]
    fn each_kind_is_written_in_json_as_on_the_command_line() {
        for kind in DocumentKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.text());
            assert_eq!(kind.text().parse(), Ok(kind));
            for check in kind.required().iter().chain(kind.optional()) {
                assert_eq!(serde_json::to_value(check).unwrap(), check.text());
                assert_eq!(check.text().parse(), Ok(*check));
            }
        }
    }

    #[test]
    fn what_each_kind_requires_is_ascending_and_enough_for_it() {
        for kind in DocumentKind::ALL {
            let seen = Documents::new([(kind, kind.required().to_vec())]).unwrap();
            assert_eq!(seen.as_slice()[0].missing().count(), 0, "{}", kind.text());
            assert!(kind.optional().iter().all(|check| !kind.required().contains(check)));
        }
    }

    #[test]
    fn what_was_not_looked_at_is_named() {
        let seen = Documents::new([(DocumentKind::Passport, vec![Check::Expiry, Check::Photo])]).unwrap();
        let missing: Vec<Check> = seen.as_slice()[0].missing().collect();
        assert_eq!(missing, [Check::Name, Check::BirthDate, Check::Features, Check::MachineReadable]);
    }

    #[test]
    fn documents_are_put_in_order_and_none_stands_twice() {
        let records = (DocumentKind::BankRecords, vec![Check::Questions]);
        let seen = Documents::new([records.clone(), passport()]).unwrap();
        assert_eq!(seen.as_slice()[0].kind, DocumentKind::Passport);
        assert_eq!(Documents::new([passport(), passport()]), None);
        assert_eq!(Documents::new([(DocumentKind::Passport, vec![Check::Photo, Check::Photo])]), None);
        assert_eq!(Documents::new([(DocumentKind::Passport, Vec::new())]), None);
        assert_eq!(Documents::new([(DocumentKind::Passport, vec![Check::Signature])]), None);
        assert_eq!(Documents::new([]), None);
    }

    #[test]
    fn only_what_is_in_order_is_read() {
        let good = Documents::new([passport()]).unwrap();
        let bytes = cbor::encode(&good);
        assert_eq!(cbor::decode::<Documents>(&bytes, "documents").unwrap(), good);
        let bad =
            |documents: Vec<SeenDocument>| cbor::decode::<Documents>(&cbor::encode(&documents), "documents").is_err();
        let seen = |kind, checks: &[Check]| SeenDocument { kind, checks: checks.to_vec() };
        let licence = seen(DocumentKind::DrivingLicence, &[Check::Photo]);
        assert!(!bad(vec![licence.clone()]));
        assert!(bad(Vec::new()));
        assert!(bad(vec![licence.clone(), licence.clone()]));
        assert!(bad(vec![licence, seen(DocumentKind::Passport, &[Check::Photo])]));
        assert!(bad(vec![seen(DocumentKind::Passport, &[])]));
        assert!(bad(vec![seen(DocumentKind::Passport, &[Check::Name, Check::Photo])]));
        assert!(bad(vec![seen(DocumentKind::Passport, &[Check::Questions])]));
    }
}
