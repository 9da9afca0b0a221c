//! What has to be issued again, from what was in the locker before the recovery and what is in it now.

use std::collections::{BTreeMap, BTreeSet};

use dlocker_core::snapshot::{WalkedBody, WalkedEntry};
use dlocker_wallet::holder::{Holder, HolderKeys};
use dlocker_wallet::{Facets, KeyMark, Kind};

use super::entry::{Entry, Sort, State};

/// One credential whose holder's key is not in its backup.
pub(super) struct Bound {
    sort: Sort,
    key: KeyMark,
    certain: bool,
}

/// Of these entries, which are one backup or several side by side.
pub(super) fn bound<'a>(entries: impl Iterator<Item = &'a WalkedEntry>) -> Vec<Bound> {
    let labels = entries.filter_map(|entry| match &entry.body {
        WalkedBody::File { label, .. } => Some(label),
        _ => None,
    });
    let told: Vec<_> = labels
        .map(|label| {
            let kind = Kind::from_code(label.kind).unwrap_or(Kind::File);
            (label, kind, Facets::from_bits(label.facets.unwrap_or_default()), label.key.map(KeyMark))
        })
        .collect();
    let mut keys = HolderKeys::default();
    told.iter().for_each(|(_, kind, facets, key)| keys.add(*kind, *facets, *key));
    let bound = told.into_iter().filter_map(|(label, kind, facets, key)| {
        let certain = match keys.holder(facets, key) {
            Holder::Missing => true,
            Holder::Unseen => false,
            Holder::Free | Holder::Here => return None,
        };
        let sort = Sort::new(kind, label.label.as_deref(), label.issuer.as_deref());
        Some(Bound { sort, key: key?, certain })
    });
    bound.collect()
}

/// The list. A line is in when the locker now has a credential of its type and issuer with a holder's key that was not there before the
/// recovery: a key that the lost phone kept to itself is in no new credential. What a wallet puts back has the old keys, and ticks nothing.
pub(super) fn list(before: &[Bound], now: &[Credential], done: impl Fn(&Sort) -> bool) -> Vec<Entry> {
    let old: BTreeSet<KeyMark> = before.iter().map(|bound| bound.key).collect();
    let fresh: BTreeSet<&Sort> = now.iter().filter(|one| !old.contains(&one.key)).map(|one| &one.sort).collect();
    let mut lines: BTreeMap<&Sort, (BTreeSet<KeyMark>, bool)> = BTreeMap::new();
    for bound in before {
        let (keys, certain) = lines.entry(&bound.sort).or_insert((BTreeSet::new(), false));
        keys.insert(bound.key);
        *certain |= bound.certain;
    }
    let entry = |(sort, (keys, certain)): (&Sort, (BTreeSet<KeyMark>, bool))| {
        let state = match (fresh.contains(sort), done(sort)) {
            (true, _) => State::CameIn,
            (false, true) => State::Done,
            (false, false) => State::Open,
        };
        Entry { sort: sort.clone(), count: keys.len(), certain, state }
    };
    lines.into_iter().map(entry).collect()
}

/// A credential that names its holder's key, wherever that is.
pub(super) struct Credential {
    sort: Sort,
    key: KeyMark,
}

/// Of these entries.
pub(super) fn credentials<'a>(entries: impl Iterator<Item = &'a WalkedEntry>) -> Vec<Credential> {
    let credential = |entry: &WalkedEntry| match &entry.body {
        WalkedBody::File { label, .. } if Facets::from_bits(label.facets?).has(Facets::HOLDER_KEY) => {
            let kind = Kind::from_code(label.kind)?;
            let sort = Sort::new(kind, label.label.as_deref(), label.issuer.as_deref());
            Some(Credential { sort, key: KeyMark(label.key?) })
        }
        _ => None,
    };
    entries.filter_map(credential).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(name: &str) -> Sort {
        Sort::new(Kind::SdJwtVc, Some(name), Some("https://i.example"))
    }

    fn lost(name: &str, key: u8) -> Bound {
        Bound { sort: sort(name), key: KeyMark([key; 8]), certain: true }
    }

    fn now(name: &str, key: u8) -> Credential {
        Credential { sort: sort(name), key: KeyMark([key; 8]) }
    }

    fn states(now: &[Credential], done: &str) -> Vec<State> {
        let before = [lost("a", 1), lost("a", 2), lost("b", 3)];
        list(&before, now, |sort| sort.name == done).iter().map(|entry| entry.state).collect()
    }

    #[test]
    fn a_line_is_in_with_a_new_key_and_not_with_what_was_put_back() {
        assert_eq!(states(&[now("a", 1), now("a", 2), now("b", 3)], ""), [State::Open, State::Open]);
        assert_eq!(states(&[now("a", 1), now("a", 9)], ""), [State::CameIn, State::Open]);
        assert_eq!(states(&[now("c", 9)], "b"), [State::Open, State::Done]);
    }

    #[test]
    fn several_of_one_sort_are_one_line() {
        let lines = list(&[lost("a", 1), lost("a", 2)], &[], |_| false);
        assert_eq!(lines.iter().map(|entry| entry.count).collect::<Vec<_>>(), [2]);
    }
}
