//! What the keys do, and for what they refuse.

use std::sync::Arc;

use dlocker_protocol::log::LogHead;
use dlocker_protocol::oprf::{BlindedElement, OprfPublicKey};
use dlocker_protocol::signature::Draft;
use dlocker_protocol::signature::http::{Params, Request, signature_base};
use dlocker_protocol::snapshot::LogPosition;
use dlocker_protocol::{Digest, LockerId, RegistrationId, Timestamp, TrusteeId};
use hex_literal::hex;

use super::Folder;
use crate::oprf::OprfKey;
use crate::software::master::MasterKey;
use crate::testing::{Scripted, rng};
use crate::wrapping::{Place, WrappingKey};
use crate::{Custody, CustodyError, SoftwareCustody, WrapPurpose, WrappedKey};

const LOCKER: LockerId = LockerId::from_array([1; 16]);
const REGISTRATION: RegistrationId = RegistrationId::from_array([2; 16]);
const SHARE: WrapPurpose = WrapPurpose { locker: LOCKER, registration: REGISTRATION, what: "masked-share" };
const SEED: WrapPurpose = WrapPurpose { what: "sealed-seed", ..SHARE };

fn custody() -> Arc<dyn Custody> {
    Arc::new(Folder::made().1)
}

fn point() -> BlindedElement {
    let point = OprfKey::random(&mut rng()).public().unwrap();
    BlindedElement::from_bytes(point.as_bytes()).unwrap()
}

#[test]
fn a_generated_key_evaluates_to_k_times_the_point() {
    let (_folder, custody) = Folder::made();
    let made = custody.generate(LOCKER, REGISTRATION, &mut rng()).unwrap();
    let key = custody.key(LOCKER, REGISTRATION, &made.wrapped, &made.public).unwrap();
    let blinded = point();
    let evaluated = custody.evaluate(LOCKER, REGISTRATION, &made.wrapped, &made.public, &blinded).unwrap();
    assert_eq!(evaluated, key.evaluate(&blinded).unwrap());
    assert!(custody.check(LOCKER, REGISTRATION, &made.wrapped, &made.public).is_ok());
}

#[test]
fn every_registration_gets_a_key_of_its_own() {
    let custody = custody();
    let one = custody.generate(LOCKER, REGISTRATION, &mut rng()).unwrap();
    let other = custody.generate(LOCKER, REGISTRATION, &mut rng()).unwrap();
    assert_ne!(one.public, other.public);
}

#[test]
fn p4_a_wrapped_key_copied_into_another_row_evaluates_nothing() {
    let custody = custody();
    let made = custody.generate(LOCKER, REGISTRATION, &mut rng()).unwrap();
    for (locker, registration) in [
        (LockerId::from_array([9; 16]), REGISTRATION),
        (LOCKER, RegistrationId::from_array([9; 16])),
        (LockerId::from_array([2; 16]), RegistrationId::from_array([1; 16])),
    ] {
        let shut = CustodyError::Shut { what: "oprf-key" };
        let evaluated = custody.evaluate(locker, registration, &made.wrapped, &made.public, &point());
        assert_eq!(evaluated, Err(shut));
        assert_eq!(custody.check(locker, registration, &made.wrapped, &made.public), Err(shut));
    }
}

#[test]
fn p4_a_key_under_the_name_of_another_evaluates_nothing() {
    let custody = custody();
    let made = custody.generate(LOCKER, REGISTRATION, &mut rng()).unwrap();
    let other = custody.generate(LOCKER, REGISTRATION, &mut rng()).unwrap();
    let mut negated = *made.public.as_bytes();
    negated[0] ^= 1;
    for public in [other.public, OprfPublicKey::from_bytes(&negated).unwrap()] {
        let evaluated = custody.evaluate(LOCKER, REGISTRATION, &made.wrapped, &public, &point());
        assert_eq!(evaluated, Err(CustodyError::WrongKey));
    }
}

#[test]
fn what_was_wrapped_comes_back_for_the_same_purpose_alone() {
    let custody = custody();
    for length in [0, 1, 32, 1152, 40_000] {
        let bytes = vec![7; length];
        let wrapped = custody.wrap(SHARE, &bytes, &mut rng()).unwrap();
        assert_eq!(wrapped.len(), length + 29);
        assert_eq!(*custody.unwrap(SHARE, &wrapped).unwrap(), bytes);
        for purpose in [
            SEED,
            WrapPurpose { what: "", ..SHARE },
            WrapPurpose { what: "oprf-key", ..SHARE },
            WrapPurpose { locker: LockerId::from_array([9; 16]), ..SHARE },
            WrapPurpose { registration: RegistrationId::from_array([9; 16]), ..SHARE },
        ] {
            assert!(custody.unwrap(purpose, &wrapped).is_err(), "{purpose:?}");
        }
    }
}

#[test]
fn wrapped_bytes_altered_cut_or_extended_do_not_unwrap() {
    let custody = custody();
    let wrapped = custody.wrap(SHARE, &[7; 32], &mut rng()).unwrap();
    let shut = Err(CustodyError::Shut { what: "masked-share" });
    for length in 0..wrapped.len() {
        assert_eq!(custody.unwrap(SHARE, &wrapped[..length]), shut, "cut at {length}");
    }
    for bit in 0..wrapped.len() * 8 {
        let mut flipped = wrapped.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(custody.unwrap(SHARE, &flipped), shut, "bit {bit}");
    }
    assert_eq!(custody.unwrap(SHARE, &[wrapped, vec![0]].concat()), shut);
}

#[test]
fn an_oprf_key_cannot_be_taken_out_as_a_wrapped_thing() {
    let custody = custody();
    let made = custody.generate(LOCKER, REGISTRATION, &mut rng()).unwrap();
    assert!(custody.unwrap(WrapPurpose { what: "oprf-key", ..SHARE }, &made.wrapped.0).is_err());
    let planted = custody.wrap(WrapPurpose { what: "oprf-key", ..SHARE }, &[5; 32], &mut rng()).unwrap();
    let planted = custody.check(LOCKER, REGISTRATION, &WrappedKey(planted), &made.public);
    assert_eq!(planted, Err(CustodyError::Shut { what: "oprf-key" }));
}

#[test]
fn p10_what_lies_in_the_database_says_nothing_without_the_master_key() {
    let (_folder, custody) = Folder::made();
    let made = custody.generate(LOCKER, REGISTRATION, &mut rng()).unwrap();
    let k = custody.key(LOCKER, REGISTRATION, &made.wrapped, &made.public).unwrap().to_bytes();
    let (share, seed) = ([0x5a; 32], [0xa5; 1152]);
    let stored = [
        (made.wrapped.0.clone(), k.to_vec(), Place::of_registration("oprf-key", LOCKER, REGISTRATION)),
        (custody.wrap(SHARE, &share, &mut rng()).unwrap(), share.to_vec(), super::super::place(SHARE)),
        (custody.wrap(SEED, &seed, &mut rng()).unwrap(), seed.to_vec(), super::super::place(SEED)),
    ];
    // Whoever has the database and the program, but another master key or a guess at one, gets nothing.
    let guesses = [MasterKey::from_bytes(&[0; 32]).unwrap(), MasterKey::random(&mut rng())];
    for (row, plain, place) in &stored {
        assert!(plain.windows(4).all(|part| !row.windows(4).any(|other| other == part)));
        for guess in &guesses {
            for label in ["oprf-key", "at-rest", "signing-key", "nonce"] {
                assert!(WrappingKey::new(guess.derive(label)).unwrap(*place, row).is_err());
            }
        }
    }
    // Nor does it show that two rows hold the same.
    let again = custody.wrap(SHARE, &share, &mut rng()).unwrap();
    assert!(stored[1].0[1..].windows(4).all(|part| !again.windows(4).any(|other| other == part)));
}

#[test]
fn another_banks_rows_do_not_unwrap() {
    let (one, other) = (custody(), custody());
    let made = one.generate(LOCKER, REGISTRATION, &mut rng()).unwrap();
    assert!(other.check(LOCKER, REGISTRATION, &made.wrapped, &made.public).is_err());
    assert!(other.unwrap(SHARE, &one.wrap(SHARE, &[7; 32], &mut rng()).unwrap()).is_err());
}

#[test]
fn a_log_head_is_signed_for_this_trustee_alone() {
    let custody = custody();
    let position = LogPosition { number: 3, digest: Digest::plain(b"entry") };
    let head = |trustee| LogHead { trustee, locker: LOCKER, position, at: Timestamp::from_millis(5) };
    let signed = custody.sign_log_head(Draft::new(head(custody.trustee()))).unwrap();
    assert!(signed.verify(&custody.log_key()).is_ok());
    assert!(signed.verify(&custody.issuer_key()).is_err());
    let refused = custody.sign_log_head(Draft::new(head(TrusteeId::from_array([9; 16]))));
    assert_eq!(refused.err(), Some(CustodyError::OtherTrustee));
}

#[test]
fn the_trustee_is_named_by_its_log_key() {
    let custody = custody();
    assert_eq!(custody.trustee(), TrusteeId::of(&custody.log_key()));
}

#[test]
fn a_locker_id_is_signed_by_the_issuer_key() {
    let custody = custody();
    let signature = custody.sign_locker_id(b"message").unwrap();
    assert!(custody.issuer_key().verifies(b"message", &signature));
    assert!(!custody.issuer_key().verifies(b"another", &signature));
}

#[test]
fn a_nonce_tag_belongs_to_its_bytes() {
    let custody = custody();
    let tag = custody.nonce_tag(b"nonce");
    assert!(custody.is_nonce_tag(b"nonce", &tag));
    assert!(!custody.is_nonce_tag(b"other", &tag));
    for length in 0..tag.len() {
        assert!(!custody.is_nonce_tag(b"nonce", &tag[..length]), "cut at {length}");
    }
    for bit in 0..tag.len() * 8 {
        let mut flipped = tag;
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!custody.is_nonce_tag(b"nonce", &flipped));
    }
}

/// Banks live with what is at rest: another program must still read it, so its form is pinned. The values were computed with another implementation
/// (Python's `cryptography`), from the description in the crate's front page and `wrapping.rs`.
#[test]
fn what_lies_at_rest_keeps_its_form() {
    let master = MasterKey::from_bytes(&[7; 32]).unwrap();
    let key = || dlocker_protocol::signature::SigningKey::from_bytes(&[3; 32]).unwrap();
    let custody = SoftwareCustody::new(&master, key(), key());
    let wrapped = custody.wrap(SHARE, b"share", &mut Scripted::new(&[[4; 32]])).unwrap();
    assert_eq!(wrapped, hex!("01040404040404040404040404da7fa5ff688ee1af98ee3337cb1ab55f30ab9008c2"));
    let made = custody.generate(LOCKER, REGISTRATION, &mut Scripted::new(&[[5; 32], [6; 32]])).unwrap();
    let row = hex!(
        "01060606060606060606060606b4de1707cb43244b7812e33769b8df464a851e89f836e29246b6dcc63a052fa0faf6ed5e72d9ee1aac80a95d747abe54"
    );
    assert_eq!(made.wrapped.0, row);
    assert_eq!(custody.nonce_tag(b"nonce"), hex!("a516b163c1fcc3d1479391fa715a7751"));
}

#[test]
fn a_row_tag_belongs_to_its_bytes_and_is_no_nonce_tag() {
    let custody = custody();
    let tag = custody.row_tag(b"row");
    assert!(custody.is_row_tag(b"row", &tag));
    assert!(!custody.is_row_tag(b"other", &tag));
    assert_ne!(tag, custody.nonce_tag(b"row"));
}

#[test]
fn a_notice_is_signed_in_the_own_name_alone() {
    let custody = custody();
    let body = Digest::plain(b"{}");
    let notice = |audience: TrusteeId, keyid: TrusteeId| {
        let request = Request { method: "POST", path: "/told", query: "", body: &body, audience };
        let params = Params { created: 1, keyid: keyid.to_string(), nonce: None };
        let signed = custody.sign_notice(&request, &params)?;
        Ok(custody.issuer_key().verifies(signature_base(&request, &params).as_bytes(), &signed))
    };
    let (own, other) = (custody.trustee(), TrusteeId::from_array([9; 16]));
    assert_eq!(notice(own, own), Ok(true));
    for (audience, keyid) in [(other, own), (own, other)] {
        assert_eq!(notice(audience, keyid), Err(CustodyError::OtherTrustee));
    }
}
