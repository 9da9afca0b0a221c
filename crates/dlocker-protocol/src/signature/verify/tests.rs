//! What this build uses and the portable way say the same, of what is right and of what is not quite.

use p256::elliptic_curve::ops::Reduce as _;
use p256::elliptic_curve::sec1::{FromSec1Point as _, ToSec1Point as _};
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use sha2::{Digest as _, Sha256};

use super::{is_right, portable};
use crate::signature::SigningKey;

/// The order n of the group.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7,
    0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// What both say.
#[track_caller]
fn both(key: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
    let said = is_right(key, message, signature);
    assert_eq!(said, portable::is_right(key, message, signature), "{key:02x?} {signature:02x?}");
    said
}

fn with_s(signature: &[u8; 64], s: &[u8]) -> [u8; 64] {
    let mut other = *signature;
    other[32..].copy_from_slice(s);
    other
}

fn scalar(bytes: &[u8]) -> Scalar {
    Scalar::reduce(&FieldBytes::try_from(bytes).unwrap())
}

fn compressed(point: &AffinePoint) -> [u8; 33] {
    point.to_sec1_point(true).as_bytes().try_into().unwrap()
}

#[test]
fn a_signature_is_right_for_its_key_and_message_alone() {
    for n in 1..=40_u8 {
        let (key, other) = (SigningKey::from_bytes(&[n; 32]).unwrap(), SigningKey::from_bytes(&[n + 1; 32]).unwrap());
        let message = vec![n; usize::from(n) * 37];
        let (public, signature) = (key.public_key(), *key.sign(&message).as_bytes());
        assert!(both(public.as_bytes(), &message, &signature));
        assert!(!both(other.public_key().as_bytes(), &message, &signature));
        assert!(!both(public.as_bytes(), &[&message[..], &[0]].concat(), &signature));
        for bit in (0..512).step_by(7) {
            let mut altered = signature;
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(!both(public.as_bytes(), &message, &altered), "bit {bit}");
        }
    }
}

#[test]
fn s_and_its_negative_are_both_right() {
    let key = SigningKey::from_bytes(&[3; 32]).unwrap();
    let signature = *key.sign(b"m").as_bytes();
    let negative = with_s(&signature, &(-scalar(&signature[32..])).to_bytes());
    assert_ne!(negative, signature);
    assert!(both(key.public_key().as_bytes(), b"m", &signature));
    assert!(both(key.public_key().as_bytes(), b"m", &negative));
}

#[test]
fn numbers_outside_the_group_are_refused() {
    let key = SigningKey::from_bytes(&[3; 32]).unwrap();
    let (public, signature) = (key.public_key(), *key.sign(b"m").as_bytes());
    for number in [[0; 32], ORDER, [0xff; 32]] {
        assert!(!both(public.as_bytes(), b"m", &with_s(&signature, &number)));
        let mut other = signature;
        other[..32].copy_from_slice(&number);
        assert!(!both(public.as_bytes(), b"m", &other));
    }
}

#[test]
fn what_is_no_compressed_point_is_no_key() {
    let key = SigningKey::from_bytes(&[3; 32]).unwrap();
    let (public, signature) = (*key.public_key().as_bytes(), *key.sign(b"m").as_bytes());
    for tag in (0..=255_u8).filter(|tag| *tag != public[0]) {
        let mut other = public;
        other[0] = tag;
        assert!(!both(&other, b"m", &signature), "tag {tag}");
    }
    let mut off_the_curve = [0; 33];
    (off_the_curve[0], off_the_curve[32]) = (2, 1);
    let mut above_the_field = [0xff; 33];
    above_the_field[0] = 2;
    for no_key in [[0; 33], off_the_curve, above_the_field] {
        assert!(!both(&no_key, b"m", &signature));
    }
}

/// The x-coordinate of a nonce's point may lie between n and p; then r is x - n. No signer meets it in a lifetime, so a key is made for it:
/// with R that point and any s, Q = (s R - e G) / r is the key for which (r, s) is right.
#[test]
fn an_x_coordinate_above_the_order_counts_as_what_is_left_of_it() {
    let (r, point) = (1..=255_u8).find_map(|r| above_the_order(r).map(|point| (r, point))).unwrap();
    let mut signature = [0; 64];
    (signature[31], signature[63]) = (r, 9);
    let (r, s, e) = (scalar(&signature[..32]), scalar(&signature[32..]), scalar(&Sha256::digest(b"m")));
    let key = (ProjectivePoint::from(point) * s - ProjectivePoint::GENERATOR * e) * r.invert().unwrap();
    let key = compressed(&key.to_affine());
    assert!(both(&key, b"m", &signature));
    assert!(!both(&key, b"n", &signature));
}

/// The point with x = n + `left`, if there is one.
fn above_the_order(left: u8) -> Option<AffinePoint> {
    let mut bytes = [2; 33];
    bytes[1..].copy_from_slice(&ORDER);
    bytes[32] = bytes[32].checked_add(left)?;
    let point = p256::Sec1Point::from_bytes(bytes).ok()?;
    AffinePoint::from_sec1_point(&point).into()
}
