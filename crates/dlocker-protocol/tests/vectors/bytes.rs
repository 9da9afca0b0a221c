//! Bytes of the vectors: hex, fixed keys, and ways to damage an encoding.

use data_encoding::HEXLOWER;
use dlocker_protocol::signature::SigningKey;
use minicbor::Encoder;
use serde_json::Value;

pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> Value {
    HEXLOWER.encode(bytes.as_ref()).into()
}

pub(crate) fn unhex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

/// The key whose scalar is 32 times this byte.
pub(crate) fn key(byte: u8) -> SigningKey {
    SigningKey::from_bytes(&[byte; 32]).unwrap()
}

/// `[first, second]` as byte strings; one element if there is no second.
pub(crate) fn pair(first: &[u8], second: Option<&[u8]>) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    encoder.array(1 + u64::from(second.is_some())).unwrap().bytes(first).unwrap();
    if let Some(second) = second {
        encoder.bytes(second).unwrap();
    }
    encoder.into_writer()
}

/// What is signed, written out here a second time.
pub(crate) fn message(label: &str, payload: &[u8]) -> Vec<u8> {
    [b"dlocker/v1/", label.as_bytes(), &[0], payload].concat()
}

/// A signed document of any payload, well-formed or not.
pub(crate) fn signed(label: &str, payload: &[u8], key: &SigningKey) -> Vec<u8> {
    pair(payload, Some(key.sign(&message(label, payload)).as_bytes()))
}

pub(crate) fn cut(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() - 1].to_vec()
}

pub(crate) fn trailing(bytes: &[u8]) -> Vec<u8> {
    [bytes, &[0]].concat()
}

/// The outer array without a length, ended by a break.
pub(crate) fn indefinite(bytes: &[u8]) -> Vec<u8> {
    [&[0x9f], &bytes[1..], &[0xff]].concat()
}

/// One more field, a zero.
pub(crate) fn extra_field(bytes: &[u8]) -> Vec<u8> {
    [&[bytes[0] + 1], &bytes[1..], &[0]].concat()
}

/// The small integer at `at` in two bytes instead of one.
pub(crate) fn long_integer(bytes: &[u8], at: usize) -> Vec<u8> {
    assert!(bytes[at] < 24, "not a small integer");
    [&bytes[..at], &[0x18], &bytes[at..]].concat()
}

pub(crate) fn flipped(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    bytes
}
