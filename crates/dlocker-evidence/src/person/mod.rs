//! Who somebody is, as far as it can be compared: claims in a normal form, and keyed hashes of those.
//!
//! # The rules
//! Two claims are the same when one of their normal forms is. Nothing else counts as the same, and a claim that is missing agrees with nothing.
//!
//! | claim | normal form |
//! |---|---|
//! | `given_name`, `family_name` | one `name` of both: words in ascending order, each without accents, in lower case (below) |
//! | `birth_date` | `YYYY-MM-DD`; `YYYYMMDD` and `DD.MM.YYYY` are read too |
//! | any other | letters and digits alone, in capitals |
//!
//! **Names.** Compatibility decomposition (NFKD), combining marks left out, lower case; apostrophes and full stops left out, everything else that is no
//! letter divides words. Letters that do not decompose are written as travel documents do (ICAO 9303 part 3, section 6): ß ss, æ ae, œ oe, þ th, ð d, ł l, ø, đ, ı. Where
//! documents differ there are two forms, and either agrees: ä, ö, ü, å, ø as one letter (a, o, u, a, o) and as two (ae, oe, ue, aa, oe). Words are put in
//! order, since issuers disagree about which are family names; so "Anna Maria" with "Weiß" is "WEISS" with "Maria Anna".

mod digest;
mod name;
mod plain;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use digest::{ClaimDigest, MAX_FORMS, Marks, digests};

use crate::Verified;
use crate::trust::Entry;

/// What identifies a person, in normal forms: the claim's name, and its one or two forms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person(BTreeMap<String, BTreeSet<String>>);

impl Person {
    /// What a verified credential says of its subject, by the claims that its entry of the trust list names; `None` if one of them is missing or not
    /// of a form that can be compared.
    #[must_use]
    pub fn of(verified: &Verified, entry: &Entry) -> Option<Self> {
        let mut texts = BTreeMap::new();
        for (name, path) in entry.claims() {
            texts.insert(name.as_str(), text(&verified.claims, path)?);
        }
        Self::from_texts(&texts)
    }

    fn from_texts(texts: &BTreeMap<&str, String>) -> Option<Self> {
        let mut person = BTreeMap::new();
        let names: Vec<&str> =
            ["given_name", "family_name"].into_iter().filter_map(|name| texts.get(name)).map(String::as_str).collect();
        if !names.is_empty() {
            person.insert("name".to_owned(), name::forms(&names.join(" "))?);
        }
        for (name, text) in texts.iter().filter(|(name, _)| !matches!(**name, "given_name" | "family_name")) {
            let form = if *name == "birth_date" { plain::date(text)? } else { plain::number(text)? };
            person.insert((*name).to_owned(), BTreeSet::from([form]));
        }
        (!person.is_empty()).then_some(Self(person))
    }

    /// Each claim with its forms.
    pub fn claims(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.0.iter().map(|(name, forms)| (name.as_str(), forms))
    }
}

fn text(claims: &serde_json::Map<String, Value>, path: &[String]) -> Option<String> {
    let (first, rest) = path.split_first()?;
    let value = rest.iter().try_fold(claims.get(first)?, |value, member| value.get(member))?;
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn person(texts: &[(&'static str, &str)]) -> Option<Person> {
        Person::from_texts(&texts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect())
    }

    fn same(one: &Person, other: &Person) -> bool {
        one.0.len() == other.0.len()
            && one.claims().zip(other.claims()).all(|((a, forms), (b, others))| a == b && !forms.is_disjoint(others))
    }

    fn named(given: &str, family: &str) -> Person {
        person(&[("given_name", given), ("family_name", family), ("birth_date", "1979-03-31")]).unwrap()
    }

    #[test]
    fn names_that_differ_in_case_accents_or_order_are_the_same() {
        for ((given, family), (other_given, other_family)) in [
            (("Anna Maria", "Weiß"), ("MARIA ANNA", "WEISS")),
            (("José", "García Márquez"), ("JOSE", "GARCIA MARQUEZ")),
            (("Jürgen", "Müller"), ("JUERGEN", "MUELLER")),
            (("Jürgen", "Müller"), ("Jurgen", "Muller")),
            (("Søren", "Ærø"), ("SOEREN", "AEROE")),
            (("Søren", "Ærø"), ("soren", "aero")),
            (("Åsa", "Öberg"), ("AASA", "OEBERG")),
            (("Łukasz", "Żółć"), ("LUKASZ", "ZOLC")),
            (("Siobhán", "O’Brien-Smith"), ("SIOBHAN", "OBRIEN SMITH")),
            (("Nguyễn", "Văn A"), ("A", "NGUYEN VAN")),
            (("J. R.", "Smith"), ("J R", "Smith")),
            (("İpek", "Yıldız"), ("IPEK", "YILDIZ")),
        ] {
            assert!(same(&named(given, family), &named(other_given, other_family)), "{given} {family}");
        }
    }

    #[test]
    fn other_names_are_others() {
        for ((given, family), (other_given, other_family)) in [
            (("Anna", "Weiß"), ("Anna", "Weis")),
            (("Anna Maria", "Weiß"), ("Anna", "Weiß")),
            (("Anna", "Weiß"), ("Ann", "AWeiss")),
            (("Jürgen", "Müller"), ("Jurgen", "Mueller-Lüd")),
            (("Mueller", "A"), ("Muller", "A")),
        ] {
            assert!(!same(&named(given, family), &named(other_given, other_family)), "{given} {family}");
        }
    }

    #[test]
    fn what_cannot_be_compared_is_nobody() {
        for texts in [
            &[("birth_date", "31 March 1979")][..],
            &[("birth_date", "1979-13-01")],
            &[("birth_date", "1979-02-30")],
            &[("given_name", "…"), ("family_name", "-")],
            &[("number", "—")],
            &[],
        ] {
            assert_eq!(person(texts), None, "{texts:?}");
        }
    }

    #[test]
    fn dates_and_numbers_are_the_same_in_their_usual_spellings() {
        let with = |date, number| person(&[("birth_date", date), ("number", number)]).unwrap();
        let one = with("1979-03-31", "ab 12-34/5");
        assert_eq!(one, with("19790331", "AB12345"));
        assert_eq!(one, with("31.03.1979", "AB 123 45"));
        assert_ne!(one, with("1979-03-30", "AB12345"));
    }
}
