//! `spec/vectors/locker-id`: the Locker ID as it is issued and as it is presented, and one defect a file. `DLOCKER_BLESS=1` writes them anew from fixed keys.

use std::collections::BTreeSet;
use std::path::PathBuf;

use dlocker_protocol::PublicKey;

use super::*;
use crate::{accept, parse_jwk};

/// Name, how it ends, what is given.
type File = (&'static str, &'static str, Value);

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors/locker-id"))
}

/// Bytes that count up: the salt of the one disclosure.
struct Counting(u8);

impl rand_core::TryRng for Counting {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from(self.0))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from(self.0))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for byte in bytes {
            *byte = self.0;
            self.0 = self.0.wrapping_add(1);
        }
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Counting {}

fn cast() -> Cast {
    let key = |byte| SigningKey::from_bytes(&[byte; 32]).unwrap();
    Cast { issuer: key(0x41), device: key(0x31) }
}

fn issued(cast: &Cast) -> String {
    let sign = |message: &[u8]| Ok::<_, IdentityError>(cast.issuer.sign(message));
    let (key, chain) = (cast.issuer.public_key(), [certificate(&cast.issuer, NOW)]);
    issue(&cast.claims(), Issuer { key: &key, chain: &chain }, sign, &mut Counting(0x10)).unwrap()
}

fn presented(cast: &Cast, locker_id: &str) -> String {
    let draft = present(locker_id, TRUSTEE, NONCE, NOW).unwrap();
    let signature = cast.device.sign(draft.message());
    draft.finish(signature)
}

fn as_issued(cast: &Cast, locker_id: &str) -> Value {
    let issuer = jwk(&cast.issuer.public_key());
    json!({ "tests": "issued", "issuer_key": issuer, "trustee": TRUSTEE.to_string(), "locker_id": locker_id })
}

fn as_presented(cast: &Cast, presentation: &str) -> Value {
    json!({
        "tests": "presented", "issuer_key": jwk(&cast.issuer.public_key()), "trustee": TRUSTEE.to_string(),
        "nonce": NONCE, "now": NOW.seconds(), "presentation": presentation,
    })
}

fn set(file: &Value, member: &str, value: impl Into<Value>) -> Value {
    with(file, member, Some(value.into()))
}

/// Another letter in the middle of what lies before `mark`, counted from its end.
fn altered(text: &str, before: usize) -> String {
    let at = before - 40;
    let letter = if &text[at..=at] == "A" { "B" } else { "A" };
    format!("{}{letter}{}", &text[..at], &text[at + 1..])
}

fn files() -> Vec<File> {
    let cast = cast();
    let other = SigningKey::from_bytes(&[0x42; 32]).unwrap();
    let locker_id = issued(&cast);
    let jwt_end = locker_id.find('~').unwrap();
    let given = as_issued(&cast, &locker_id);
    let shown = presented(&cast, &locker_id);
    let bound = as_presented(&cast, &shown);
    let (jwt, _) = shown.split_once('~').unwrap();
    // By the code that ships, not by the tests' own forger: that one writes its JSON in whatever order the build has.
    let strange = presented(&Cast { device: SigningKey::from_bytes(&[0x42; 32]).unwrap(), ..self::cast() }, &locker_id);
    vec![
        ("issued", "accepted", given.clone()),
        ("issued_cut", "malformed", set(&given, "locker_id", &locker_id[..locker_id.len() - 1])),
        ("issued_without_the_disclosure", "malformed", set(&given, "locker_id", format!("{}~", &locker_id[..jwt_end]))),
        ("issued_disclosure_twice", "malformed", {
            let disclosure = &locker_id[jwt_end + 1..];
            set(&given, "locker_id", format!("{locker_id}{disclosure}"))
        }),
        ("issued_signature_altered", "not-issued-here", set(&given, "locker_id", altered(&locker_id, jwt_end))),
        ("issued_by_another_key", "not-issued-here", set(&given, "issuer_key", jwk(&other.public_key()))),
        (
            "issued_by_another_trustee",
            "not-issued-here",
            set(&given, "trustee", TrusteeId::from_array([9; 16]).to_string()),
        ),
        ("presented", "accepted", bound.clone()),
        ("presented_without_key_binding", "malformed", set(&bound, "presentation", format!("{jwt}~"))),
        ("presented_binding_cut", "malformed", set(&bound, "presentation", &shown[..shown.len() - 1])),
        ("presented_binding_altered", "other-device", set(&bound, "presentation", altered(&shown, shown.len()))),
        ("presented_by_another_device", "other-device", set(&bound, "presentation", strange)),
        ("presented_other_nonce", "other-occasion", set(&bound, "nonce", "b3RoZXI")),
        ("presented_a_minute_late", "accepted", set(&bound, "now", NOW.seconds() + 60)),
        ("presented_more_than_a_minute_late", "other-time", set(&bound, "now", NOW.seconds() + 61)),
        ("presented_more_than_a_minute_early", "other-time", set(&bound, "now", NOW.seconds() - 61)),
    ]
}

/// How a file ends, and what comes out.
fn run(file: &Value) -> (&'static str, Value) {
    let key: PublicKey = parse_jwk(&file["issuer_key"]).unwrap();
    let trustee: TrusteeId = file["trustee"].as_str().unwrap().parse().unwrap();
    let done = match file["tests"].as_str() {
        Some("issued") => accept(file["locker_id"].as_str().unwrap(), trustee, &key).map(|said| {
            json!({
                "locker": said.locker, "device_key": jwk(&said.device_key), "handle": said.handle,
                "issued": said.issued.seconds(), "idx": said.status.idx, "uri": said.status.uri,
            })
        }),
        _ => {
            let now = Timestamp::from_millis(file["now"].as_u64().unwrap() * 1000);
            let expected = Expected { trustee, nonce: file["nonce"].as_str().unwrap(), now };
            verify(file["presentation"].as_str().unwrap(), &key, expected)
                .map(|said| json!({ "locker": said.locker, "device_key": jwk(&said.device_key) }))
        }
    };
    match done {
        Ok(gives) => ("accepted", gives),
        Err(IdentityError::Malformed { .. }) => ("malformed", Value::Null),
        Err(IdentityError::NotIssuedHere) => ("not-issued-here", Value::Null),
        Err(IdentityError::OtherDevice) => ("other-device", Value::Null),
        Err(IdentityError::OtherOccasion { .. }) => ("other-occasion", Value::Null),
        Err(IdentityError::OtherTime) => ("other-time", Value::Null),
        Err(_) => ("refused", Value::Null),
    }
}

#[test]
fn the_vectors_are_what_this_code_makes_from_fixed_keys_and_each_ends_as_it_says() {
    let bless = std::env::var_os("DLOCKER_BLESS").is_some();
    let mut names = BTreeSet::new();
    for (name, expected, mut file) in files() {
        let (word, gives) = run(&file);
        assert_eq!(word, expected, "{name}");
        file["expect"] = word.into();
        file["gives"] = gives;
        let path = folder().join(format!("{name}.json"));
        if bless {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&file).unwrap())).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            serde_json::from_str::<Value>(&written).is_ok_and(|written| written == file),
            "{name}.json differs; if the format is meant to change, DLOCKER_BLESS=1 writes it anew"
        );
        names.insert(format!("{name}.json"));
    }
    let there = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(there.collect::<BTreeSet<_>>(), names, "no vector is made by nothing");
}
