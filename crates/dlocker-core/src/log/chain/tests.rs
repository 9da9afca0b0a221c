use dlocker_protocol::log::{Actor, Event};
use dlocker_protocol::signature::{Draft, SigningKey};

use super::*;
use crate::tests::{Bank, TestRng};

const LOCKER: LockerId = LockerId::from_array([1; 16]);

fn entries(len: u64) -> Vec<LogEntry> {
    let mut entries: Vec<LogEntry> = Vec::new();
    for number in 1..=len {
        let previous = entries.last().map(LogEntry::digest);
        let at = Timestamp::from_millis(1_800_000_000_000 + number / 2);
        entries.push(LogEntry { locker: LOCKER, number, previous, at, actor: Actor::Bank, event: Event::Invited });
    }
    entries
}

fn encoded(entries: &[LogEntry]) -> Vec<Vec<u8>> {
    entries.iter().map(cbor::encode).collect()
}

fn verify(entries: &[LogEntry], previous: LogPosition) -> Result<LogChain, BadLog> {
    LogChain::verify(LOCKER, encoded(entries).iter().map(Vec::as_slice), previous)
}

fn at(entries: &[LogEntry], number: usize) -> LogPosition {
    LogPosition { number: number as u64, digest: entries[number - 1].digest() }
}

fn head(bank: &Bank, position: LogPosition, key: &SigningKey) -> Signed<LogHead> {
    let at = Timestamp::from_millis(1_800_000_000_000);
    Draft::new(LogHead { trustee: bank.id(), locker: LOCKER, position, at }).sign(key)
}

#[test]
fn a_log_is_verified_whole_and_in_pages() {
    let all = entries(6);
    let whole = verify(&all, EMPTY).unwrap();
    assert_eq!(whole.position(), at(&all, 6));
    assert_eq!(whole.entries().len(), 6);
    let mut paged = verify(&all[..2], EMPTY).unwrap();
    paged.extend(encoded(&all[2..]).iter().map(Vec::as_slice)).unwrap();
    assert_eq!(paged.position(), whole.position());
    assert_eq!(verify(&all[4..], at(&all, 4)).unwrap().position(), whole.position());
}

#[test]
fn p5_an_entry_left_out_doubled_exchanged_or_put_in_is_noticed() {
    let all = entries(4);
    let pick = |indices: &[usize]| verify(&indices.iter().map(|&i| all[i].clone()).collect::<Vec<_>>(), EMPTY).err();
    assert_eq!(pick(&[0, 1, 2, 3]), None);
    for (indices, number) in
        [([1, 2, 3].as_slice(), 1), (&[0, 2, 3], 2), (&[0, 0], 2), (&[0, 2, 1], 2), (&[0, 1, 3], 3)]
    {
        assert_eq!(pick(indices), Some(BadLog::Entry { number }), "{indices:?}");
    }
}

#[test]
fn p5_an_entry_changed_in_any_field_is_noticed_by_the_next_one_or_by_the_head() {
    let bank = Bank::new(&mut TestRng::of(1));
    let all = entries(3);
    let signed = head(&bank, at(&all, 3), &bank.log_key);
    let changes: [fn(&mut LogEntry); 6] = [
        |e| e.locker = LockerId::from_array([2; 16]),
        |e| e.number += 1,
        |e| e.previous = None,
        |e| e.at = e.at.plus_millis(5),
        |e| e.actor = Actor::Staff("x".into()),
        |e| e.event = Event::Enrolled { device: dlocker_protocol::DeviceId::from_array([1; 16]) },
    ];
    for i in 1..3 {
        for change in changes {
            let mut changed = all.clone();
            change(&mut changed[i]);
            let noticed = match verify(&changed, EMPTY) {
                Ok(chain) => chain.verify_head(&signed, &bank.log_public_key()).is_err(),
                Err(_) => true,
            };
            assert!(noticed, "{i}");
        }
    }
}

#[test]
fn an_entry_that_goes_back_in_time_is_refused() {
    let mut all = entries(2);
    all[1].at = Timestamp::from_millis(all[0].at.millis() - 1);
    assert_eq!(verify(&all, EMPTY).err(), Some(BadLog::Entry { number: 2 }));
}

#[test]
fn an_entry_that_is_cut_extended_flipped_or_too_long_is_refused() {
    let bytes = cbor::encode(&entries(1)[0]);
    let verify = |bytes: &[u8]| LogChain::verify(LOCKER, [bytes], EMPTY);
    assert!(verify(&bytes).is_ok());
    assert!((0..bytes.len()).all(|cut| verify(&bytes[..cut]).is_err()));
    assert!(verify(&[bytes.as_slice(), &[0]].concat()).is_err());
    assert!(verify(&vec![0; LogEntry::MAX_BYTES + 1]).is_err());
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        // A flipped bit in the time is another entry, well-formed: the head tells.
        let digest = verify(&flipped).map(|chain| chain.position().digest);
        assert_ne!(digest.ok(), Some(entries(1)[0].digest()), "{bit}");
    }
}

#[test]
fn p5_a_head_that_denies_lags_or_is_somebody_elses_is_refused() {
    let rng = &mut TestRng::of(2);
    let (bank, other) = (Bank::new(rng), Bank::new(rng));
    let all = entries(4);
    let chain = verify(&all[..3], EMPTY).unwrap();
    let key = bank.log_public_key();
    assert_eq!(chain.verify_head(&head(&bank, at(&all, 3), &bank.log_key), &key), Ok(at(&all, 3)));
    assert_eq!(chain.verify_head(&head(&bank, at(&all, 4), &bank.log_key), &key), Err(BadLog::Short));
    assert_eq!(chain.verify_head(&head(&bank, at(&all, 2), &bank.log_key), &key), Err(BadLog::Head));
    let denied = LogPosition { number: 3, digest: Digest::plain(b"another history") };
    assert_eq!(chain.verify_head(&head(&bank, denied, &bank.log_key), &key), Err(BadLog::Head));
    let forged = chain.verify_head(&head(&bank, at(&all, 3), &other.log_key), &key);
    assert!(matches!(forged, Err(BadLog::Signature(_))));
    assert_eq!(chain.verify_head(&head(&other, at(&all, 3), &bank.log_key), &key), Err(BadLog::Place));
    let elsewhere = LogChain::new(LockerId::from_array([2; 16]));
    assert_eq!(elsewhere.verify_head(&head(&bank, EMPTY, &bank.log_key), &key), Err(BadLog::Place));
}

#[test]
fn p5_a_log_that_no_longer_goes_through_what_was_seen_is_noticed() {
    let all = entries(4);
    let chain = verify(&all, EMPTY).unwrap();
    assert!((1..=4).all(|number| chain.extends(&at(&all, number))));
    assert!(chain.extends(&EMPTY));
    let short = verify(&all[..2], EMPTY).unwrap();
    assert!(!short.extends(&at(&all, 3)));
    assert!(!chain.extends(&LogPosition { number: 2, digest: all[2].digest() }));
    let later = verify(&all[2..], at(&all, 2)).unwrap();
    assert!(later.extends(&at(&all, 2)));
    assert!(!later.extends(&at(&all, 1)), "what lies before its start is unknown to it");
}
