//! Certificates of the issuer key, whole and wrong.

use super::*;
use crate::{Certificate, MAX_CERTIFICATE, accept};

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        short @ ..0x80 => vec![u8::try_from(short).unwrap()],
        long => [&[0x82], u16::try_from(long).unwrap().to_be_bytes().as_slice()].concat(),
    };
    [&[tag], length.as_slice(), content].concat()
}

/// One that holds from a day before to a day after `around`, written by hand; its own signature is nobody's.
pub(super) fn certificate(key: &SigningKey, around: Timestamp) -> Vec<u8> {
    let day = |at: u64| {
        let text = Timestamp::from_millis(at).to_string();
        let digits: String = text.chars().filter(char::is_ascii_digit).take(14).collect();
        element(0x18, format!("{digits}Z").as_bytes())
    };
    const DAY: u64 = 24 * 3600 * 1000;
    with_validity(key, &[day(around.millis() - DAY), day(around.millis() + DAY)].concat())
}

fn with_validity(key: &SigningKey, validity: &[u8]) -> Vec<u8> {
    let (x, y) = key.public_key().coordinates();
    let algorithm = element(0x30, b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02");
    let spki = [
        b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04"
            .as_slice(),
        &x,
        &y,
    ];
    let parts = [
        element(0xa0, &element(2, &[2])),
        element(2, &[1]),
        algorithm.clone(),
        element(0x30, &[]),
        element(0x30, validity),
        element(0x30, &[]),
        spki.concat(),
        element(0xa3, &element(0x30, &[])),
    ];
    let body = element(0x30, &parts.concat());
    element(0x30, &[body, algorithm, element(3, &[0; 71])].concat())
}

#[test]
fn key_and_time_of_a_certificate_are_read() {
    let cast = Cast::new();
    let read = Certificate::parse(&certificate(&cast.issuer, NOW)).unwrap();
    assert_eq!(read.key, cast.issuer.public_key());
    assert!(read.holds(NOW) && !read.holds(NOW.plus_millis(25 * 3600 * 1000)));
    let utc = element(0x17, b"490101000000Z");
    let late = [utc.clone(), element(0x17, b"491231235959Z")].concat();
    assert_eq!(
        Certificate::parse(&with_validity(&cast.issuer, &late)).unwrap().from,
        Timestamp::parse("2049-01-01T00:00:00Z").unwrap()
    );
}

#[test]
fn a_certificate_cut_extended_or_too_long_is_refused() {
    let whole = certificate(&Cast::new().issuer, NOW);
    for length in 0..whole.len() {
        assert!(Certificate::parse(&whole[..length]).is_none(), "cut at {length}");
    }
    assert!(Certificate::parse(&[whole.as_slice(), &[0]].concat()).is_none());
    assert!(Certificate::parse(&vec![0x30; MAX_CERTIFICATE + 1]).is_none());
    // What is flipped is refused or read as something else, and never brings the reader down.
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let _ = Certificate::parse(&flipped);
    }
}

#[test]
fn a_time_that_is_none_is_refused() {
    let cast = Cast::new();
    let good = element(0x18, b"20500101000000Z");
    for time in [
        element(0x18, b"20501301000000Z"),
        element(0x18, b"205001010000Z"),
        element(0x18, b"20500101000000+"),
        element(0x17, b"20500101000000Z"),
        element(0x18, "2050010100000\u{e9}".as_bytes()),
        Vec::new(),
    ] {
        assert!(
            Certificate::parse(&with_validity(&cast.issuer, &[good.as_slice(), &time].concat())).is_none(),
            "{time:?}"
        );
    }
}

/// What the device and the trustee say to this chain.
fn with_chain(cast: &Cast, x5c: &Value) -> (Option<IdentityError>, Option<IdentityError>) {
    let (header, claims) = cast.issuer_parts();
    let salt = to_base64url(&[7; 16]);
    let disclosure = to_base64url(json!([salt, "handle", "owner@example.com"]).to_string().as_bytes());
    let claims = with(&claims, "_sd", Some(json!([sd_hash(&disclosure)])));
    let jwt = jws(&with(&header, "x5c", Some(x5c.clone())).to_string(), &claims.to_string(), &cast.issuer);
    let issued = accept(&format!("{jwt}~{disclosure}~"), TRUSTEE, &cast.issuer.public_key());
    (issued.err(), cast.verify(&cast.bind(&format!("{jwt}~"))).err())
}

#[test]
fn a_chain_whose_leaf_is_not_for_the_issuer_key_is_refused() {
    let (cast, other) = (Cast::new(), Cast::new());
    let text = |der: &[u8]| Base64::encode_string(der);
    let (own, foreign) = (certificate(&cast.issuer, NOW), certificate(&other.issuer, NOW));
    assert_eq!(with_chain(&cast, &json!([text(&own), text(&foreign)])), (None, None));
    let refused = Some(IdentityError::NotIssuedHere);
    assert_eq!(with_chain(&cast, &json!([text(&foreign), text(&own)])), (refused, refused));
    let refused = Some(malformed("certificate"));
    let cut = &own[..own.len() - 1];
    for chain in [
        json!([]),
        json!([text(cut)]),
        json!([to_base64url(&own)]),
        json!(["!"]),
        json!([text(&own), "!"]),
        json!(vec![text(&own); 5]),
    ] {
        assert_eq!(with_chain(&cast, &chain), (refused, refused), "{chain}");
    }
}

#[test]
fn a_locker_id_from_outside_the_time_of_its_certificate_is_refused() {
    let cast = Cast::new();
    const TWO_DAYS: u64 = 2 * 24 * 3600 * 1000;
    for around in [NOW.plus_millis(TWO_DAYS), Timestamp::from_millis(NOW.millis() - TWO_DAYS)] {
        let chain = json!([Base64::encode_string(&certificate(&cast.issuer, around))]);
        assert_eq!(with_chain(&cast, &chain), (Some(IdentityError::Lapsed), Some(IdentityError::Lapsed)));
    }
}
