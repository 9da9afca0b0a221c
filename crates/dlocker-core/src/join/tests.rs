use dlocker_protocol::encoded::{from_base64url, to_base64url};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{Digest, LockerId, PublicKey, Timestamp, TrusteeId};

use super::*;
use crate::tests::TestRng;

fn key(seed: u64) -> PublicKey {
    SigningKey::random(&mut TestRng::of(seed)).public_key()
}

fn link() -> JoinLink {
    JoinLink {
        bank: "https://bank.example:8443".into(),
        trustee: TrusteeId::from_array([1; 16]),
        locker: LockerId::from_array([2; 16]),
        roster: Digest::plain(b"a roster"),
        epoch: 3,
        owner_key: key(70),
        secret: JoinSecret::random(&mut TestRng::of(71)),
        expires: Timestamp::from_millis(1_800_000_900_000),
    }
}

fn why(text: &str) -> Option<BadLink> {
    JoinLink::parse(text).err()
}

#[test]
fn a_link_is_read_back_as_it_was_written() {
    let (made, text) = (link(), link().to_text());
    let read = JoinLink::parse(&format!("  {}\n", *text)).ok().unwrap();
    assert_eq!(*read.to_text(), *text);
    assert_eq!((&read.bank, read.trustee, read.locker), (&made.bank, made.trustee, made.locker));
    assert_eq!((read.roster, read.epoch, read.expires), (made.roster, made.epoch, made.expires));
    assert_eq!(read.secret.link_id(), made.secret.link_id());
}

#[test]
fn a_link_that_is_cut_or_too_long_is_refused() {
    let text = link().to_text();
    for cut in 0..text.len() {
        assert_eq!(why(&text[..cut]), Some(BadLink::Form), "cut at {cut}");
    }
    assert_eq!(why(&format!("{}A", *text)), Some(BadLink::Form));
    assert_eq!(why(&format!("{}{}", *text, "A".repeat(4096))), Some(BadLink::Form));
    let long = JoinLink { bank: format!("https://{}", "b".repeat(249)), ..link() };
    assert_eq!(why(&long.to_text()), Some(BadLink::Form));
}

#[test]
fn no_altered_bit_of_a_link_is_read_as_the_same_link() {
    let text = link().to_text();
    let bytes = from_base64url(&text["dlocker-join-".len()..]).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let altered = format!("dlocker-join-{}", to_base64url(&altered));
        // Keys, digests and times have no check of their own: what is altered is another link, which the bank or the chain refuses.
        if let Ok(read) = JoinLink::parse(&altered) {
            assert_eq!(*read.to_text(), altered, "bit {bit} has two spellings");
            assert_ne!(altered, *text);
        }
    }
}

#[test]
fn a_later_version_says_so_and_others_are_no_links() {
    let text = link().to_text();
    let mut bytes = from_base64url(&text["dlocker-join-".len()..]).unwrap();
    bytes[1] = 2;
    assert_eq!(why(&format!("dlocker-join-{}", to_base64url(&bytes))), Some(BadLink::Version));
    bytes[1] = 0;
    assert_eq!(why(&format!("dlocker-join-{}", to_base64url(&bytes))), Some(BadLink::Form));
    for bank in ["ftp://bank.example", "https://bank.example/\u{1b}[2J", "https://b\u{e4}nk", ""] {
        assert_eq!(why(&JoinLink { bank: bank.into(), ..link() }.to_text()), Some(BadLink::Form), "{bank:?}");
    }
    assert_eq!(why(&JoinLink { epoch: 0, ..link() }.to_text()), Some(BadLink::Form));
}

#[test]
fn p8_a_link_vouches_for_one_key_one_name_and_one_locker() {
    let (secret, locker) = (link().secret, LockerId::from_array([2; 16]));
    let mac = secret.mac(locker, &key(72), "tablet");
    assert!(secret.vouches(&mac, locker, &key(72), "tablet"));
    assert!(!secret.vouches(&mac, locker, &key(73), "tablet"), "another key");
    assert!(!secret.vouches(&mac, locker, &key(72), "table"), "another name");
    assert!(!secret.vouches(&mac, LockerId::from_array([3; 16]), &key(72), "tablet"), "another locker");
    assert!(!secret.vouches(&mac[..31], locker, &key(72), "tablet"), "cut");
    assert!(!secret.vouches(&[], locker, &key(72), "tablet"), "empty");
    let other = JoinSecret::random(&mut TestRng::of(74));
    assert!(!other.vouches(&mac, locker, &key(72), "tablet"), "another link");
    assert_ne!(other.link_id(), secret.link_id());
}
