//! The rule, by example and by chance.
#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use proptest::prelude::*;

use super::*;

const DAY: u64 = 86_400;
const NONE: Retention = Retention { young: DAY, last: None, daily: None, weekly: None, monthly: None, yearly: None };

fn id(number: u64) -> SnapshotId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    SnapshotId::from_array(bytes)
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// Snapshots 1, 2, 3, … of these moments.
fn made(moments: &[&str]) -> Vec<Held> {
    (1..).zip(moments).map(|(number, text)| Held { id: id(number), number, created: at(text), part: false }).collect()
}

/// The numbers that stay at `now`.
fn stay(retention: &Retention, held: &[Held], now: &str) -> Vec<u64> {
    let gone = may_go(Some(retention), held, at(now));
    held.iter().filter(|one| !gone.contains(&one.id)).map(|one| one.number).collect()
}

#[test]
fn without_a_rule_everything_stays() {
    let held = made(&["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", "2026-01-01T00:00:00Z"]);
    assert!(may_go(None, &held, at("2026-06-01T00:00:00Z")).is_empty());
}

#[test]
fn the_last_so_many_stay() {
    let held = made(&["2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z", "2026-01-03T10:00:00Z", "2026-01-04T10:00:00Z"]);
    let last = |n| Retention { last: Some(n), ..NONE };
    assert_eq!(stay(&last(2), &held, "2026-03-01T00:00:00Z"), [3, 4]);
    assert_eq!(stay(&last(9), &held, "2026-03-01T00:00:00Z"), [1, 2, 3, 4]);
}

#[test]
fn of_each_day_that_has_one_the_newest_stays() {
    let held = made(&["2026-01-01T01:00:00Z", "2026-01-01T23:00:00Z", "2026-01-05T01:00:00Z", "2026-01-09T01:00:00Z"]);
    let daily = |n| Retention { daily: Some(n), ..NONE };
    assert_eq!(stay(&daily(9), &held, "2026-03-01T00:00:00Z"), [2, 3, 4]);
    assert_eq!(stay(&daily(2), &held, "2026-03-01T00:00:00Z"), [3, 4], "days without one are not counted");
}

#[test]
fn days_are_those_of_utc() {
    // Half past midnight in Berlin is the evening before in UTC.
    let held = made(&["2026-01-01T23:00:00Z", "2026-01-02T00:30:00+01:00", "2026-01-02T00:30:00Z"]);
    let daily = Retention { daily: Some(9), ..NONE };
    assert_eq!(stay(&daily, &held, "2026-03-01T00:00:00Z"), [2, 3]);
}

#[test]
fn weeks_begin_on_monday_and_years_in_january() {
    let sunday_and_monday = made(&["2026-01-04T23:59:59Z", "2026-01-05T00:00:00Z", "2026-01-11T00:00:00Z"]);
    let weekly = Retention { weekly: Some(9), ..NONE };
    assert_eq!(stay(&weekly, &sunday_and_monday, "2026-03-01T00:00:00Z"), [1, 3]);
    let silvester = made(&["2024-12-31T23:59:59Z", "2025-01-01T00:00:00Z", "2025-12-31T00:00:00Z"]);
    let yearly = Retention { yearly: Some(9), ..NONE };
    assert_eq!(stay(&yearly, &silvester, "2026-03-01T00:00:00Z"), [1, 3]);
    assert_eq!(stay(&Retention { monthly: Some(9), ..NONE }, &silvester, "2026-03-01T00:00:00Z"), [1, 2, 3]);
}

#[test]
fn a_leap_day_is_a_day_of_february() {
    let held = made(&["2024-02-28T12:00:00Z", "2024-02-29T12:00:00Z", "2024-03-01T12:00:00Z"]);
    assert_eq!(stay(&Retention { monthly: Some(9), ..NONE }, &held, "2024-06-01T00:00:00Z"), [2, 3]);
    assert_eq!(stay(&Retention { daily: Some(9), ..NONE }, &held, "2024-06-01T00:00:00Z"), [1, 2, 3]);
}

#[test]
fn of_two_of_one_instant_the_later_in_the_chain_is_the_newer() {
    let held = made(&["2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z"]);
    assert_eq!(stay(&Retention { daily: Some(1), ..NONE }, &held, "2026-03-01T00:00:00Z"), [2]);
}

#[test]
fn p7_a_thousand_snapshots_in_an_hour_do_not_push_out_yesterdays() {
    let mut held = made(&["2026-01-01T10:00:00Z", "2026-01-08T10:00:00Z", "2026-01-09T09:00:00Z"]);
    let begin = at("2026-01-10T10:00:00Z");
    held.extend((4..1004).map(|n| Held { id: id(n), number: n, created: begin.plus_millis(n * 3000), part: false }));
    for rule in [Retention { last: Some(2), ..NONE }, Retention { daily: Some(2), last: Some(1), ..NONE }] {
        let gone = may_go(Some(&rule), &held, begin.plus_millis(3_600_000));
        assert_eq!(gone, BTreeSet::from([id(1)]), "only what the rule lets go without them");
    }
}

#[test]
fn parts_go_and_keep_nothing() {
    let mut held = made(&["2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z", "2026-01-03T10:00:00Z"]);
    held[1].part = true;
    assert_eq!(may_go(None, &held, at("2026-01-03T10:00:00Z")), BTreeSet::from([id(2)]));
    assert_eq!(stay(&Retention { last: Some(2), ..NONE }, &held, "2026-03-01T00:00:00Z"), [1, 3]);
}

#[test]
fn a_header_may_let_go_of_nothing_that_stays_and_nothing_that_is_not_there() {
    let held = made(&["2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z", "2026-01-03T10:00:00Z"]);
    let new = Held { id: id(4), number: 4, created: at("2026-03-01T00:00:00Z"), part: false };
    let rule = Retention { last: Some(1), ..NONE };
    let check = |drops: &[u64]| {
        let drops: Vec<SnapshotId> = drops.iter().map(|n| id(*n)).collect();
        check_drops(Some(&rule), &held, new, &drops).is_ok()
    };
    assert!(check(&[]) && check(&[1]) && check(&[1, 2]));
    for bad in [&[3][..], &[4], &[7], &[2, 1], &[1, 1]] {
        assert!(!check(bad), "{bad:?}");
    }
    assert!(check_drops(None, &held, new, &[id(1)]).is_err(), "no rule");
    assert!(check_drops(Some(&rule), &held, Held { part: true, ..new }, &[id(1)]).is_err(), "a part");
}

fn histories() -> impl Strategy<Value = Vec<Held>> {
    let one = (0_u64..400 * DAY, prop::bool::weighted(0.1));
    prop::collection::vec(one, 1..60).prop_map(|times| {
        let begin = at("2024-01-15T00:00:00Z");
        let held = |(number, (seconds, part)): (u64, (u64, bool))| {
            // Some fall on one instant.
            let created = begin.plus_millis(seconds / 7200 * 7_200_000);
            Held { id: id(number), number, created, part }
        };
        (1..).zip(times).map(held).collect()
    })
}

fn rules() -> impl Strategy<Value = Retention> {
    let number = || prop::option::of(1_u32..9);
    (0..3 * DAY, number(), number(), number(), number(), number()).prop_map(
        |(young, last, daily, weekly, monthly, yearly)| Retention { young, last, daily, weekly, monthly, yearly },
    )
}

proptest! {
    #[test]
    fn the_newest_stays_and_nothing_young_goes(held in histories(), rule in rules(), age in 0..500 * DAY) {
        let now = at("2024-01-15T00:00:00Z").plus_millis(age * 1000);
        let gone = may_go(Some(&rule), &held, now);
        if let Some(newest) = held.iter().filter(|one| !one.part).max_by_key(|one| one.number) {
            prop_assert!(!gone.contains(&newest.id));
        }
        for one in held.iter().filter(|one| !one.part && gone.contains(&one.id)) {
            prop_assert!(now >= one.created.plus_millis(rule.young * 1000));
        }
        prop_assert!(held.iter().filter(|one| one.part).all(|one| gone.contains(&one.id)));
    }

    #[test]
    fn the_order_of_the_list_does_not_matter(held in histories(), rule in rules(), seed in any::<u64>()) {
        let mut shuffled = held.clone();
        shuffled.sort_by_key(|one| one.number.wrapping_mul(seed | 1).rotate_left(17));
        let now = at("2025-03-01T00:00:00Z");
        prop_assert_eq!(may_go(Some(&rule), &held, now), may_go(Some(&rule), &shuffled, now));
    }

    /// What goes with a rule goes with a shorter one too, and with a longer youth less goes: who judges times more strictly refuses more, never else.
    #[test]
    fn more_time_and_larger_numbers_keep_more(held in histories(), rule in rules(), more in 0..2 * DAY) {
        let now = at("2025-03-01T00:00:00Z");
        let gone = may_go(Some(&rule), &held, now);
        let older = Retention { young: rule.young + more, ..rule };
        let longer = Retention { last: rule.last.map(|n| n + 3), daily: rule.daily.map(|n| n + 1), ..rule };
        for kept_longer in [older, longer] {
            prop_assert!(!kept_longer.is_shorter_than(Some(&rule)));
            prop_assert!(may_go(Some(&kept_longer), &held, now).is_subset(&gone));
        }
    }

    /// What was let go once does not change what is let go later: a device may do it in as many steps as it likes.
    #[test]
    fn letting_go_twice_lets_go_of_nothing_more(held in histories(), rule in rules()) {
        let now = at("2025-03-01T00:00:00Z");
        let gone = may_go(Some(&rule), &held, now);
        let left: Vec<Held> = held.into_iter().filter(|one| !gone.contains(&one.id)).collect();
        prop_assert!(may_go(Some(&rule), &left, now).is_empty());
    }
}
