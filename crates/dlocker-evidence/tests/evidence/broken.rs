//! Good material, cut and flipped at every position, and bytes that never were good: nothing panics, and nothing is believed.

use coset::cbor::value::Value;
use dlocker_evidence::trust::TrustList;
use dlocker_evidence::{Fetched, Format, Occasion, needed, verify};
use dlocker_protocol::encoded::{from_base64url, to_base64url};
use proptest::prelude::*;
use serde_json::json;

use crate::kit::jwt_vc::{JwtVc, TYPE};
use crate::kit::mdoc::{DOC_TYPE, Mdoc};
use crate::kit::sd_jwt::digest;
use crate::kit::status::{URI, fetched, parts, reference};
use crate::kit::*;

/// Good material of every format, what believes it, and what was fetched for it.
struct Good {
    presented: Vec<(Format, String)>,
    trust: TrustList,
    fetched: Fetched,
}

const DATA: &str = "eyJ0eXBlIjoiYSJ9";

fn good() -> Good {
    let authority = Authority::national();
    let entries = [
        entry("national-id", Format::SdJwtVc, VCT, &["x5c:state"]),
        entry("diploma", Format::JwtVc, TYPE, &["x5c:state"]),
        entry("licence", Format::Mdoc, DOC_TYPE, &["x5c:state"]),
    ];
    let (header, claims) = parts(&authority);
    let nonce = nonce_of_data();
    let mut mdoc = Mdoc::honest(&authority);
    mdoc.occasion.1.clone_from(&nonce);
    let sd_jwt = SdJwt::honest(&authority)
        .claim("status", Some(reference(1)))
        .bound("nonce", Some(json!(nonce)))
        .bound("transaction_data_hashes", Some(json!([digest(DATA)])));
    let jwt_vc = JwtVc::honest(&authority).claim("status", Some(reference(1))).bound("nonce", Some(json!(nonce)));
    Good {
        presented: vec![
            (Format::SdJwtVc, sd_jwt.present()),
            (Format::JwtVc, jwt_vc.present()),
            (Format::Mdoc, mdoc.present()),
        ],
        trust: trust(&entries, &[("state", &authority)]),
        fetched: fetched(&header, &claims, 0x31),
    }
}

fn nonce_of_data() -> String {
    dlocker_evidence::nonce(&[7; 16], &[DATA.to_owned()])
}

impl Good {
    fn believes(&self, format: Format, presented: &str) -> bool {
        self.believes_with(format, presented, &self.fetched)
    }

    fn believes_with(&self, format: Format, presented: &str, fetched: &Fetched) -> bool {
        let (nonce, data) = (nonce_of_data(), [DATA.to_owned()]);
        let asked = Occasion { nonce: &nonce, transaction_data: &data, ..occasion() };
        let _ = needed(format, presented, &asked, &self.trust, fetched);
        verify(format, presented, &asked, &self.trust, fetched).is_ok()
    }
}

#[test]
fn whole_material_is_believed() {
    let good = good();
    for (format, presented) in &good.presented {
        assert!(good.believes(*format, presented), "{format:?}");
    }
}

#[test]
fn cut_at_any_position_nothing_is_believed() {
    let good = good();
    for (format, presented) in &good.presented {
        for length in 0..presented.len() {
            assert!(!good.believes(*format, &presented[..length]), "{format:?} {length}");
            assert!(!good.believes(*format, &presented[length + 1..]), "{format:?} {length}");
        }
    }
}

#[test]
fn with_any_bit_of_what_was_encoded_flipped_nothing_is_believed() {
    let good = good();
    for (format, presented) in &good.presented {
        for (at, part) in parts_of(presented) {
            let mut bytes = from_base64url(part).unwrap();
            for place in 0..bytes.len() {
                // Each position with one of its bits; which one goes round.
                bytes[place] ^= 1 << (place % 8);
                let flipped = [&presented[..at], &to_base64url(&bytes), &presented[at + part.len()..]].concat();
                assert!(!good.believes(*format, &flipped), "{format:?} {at} {place}");
                bytes[place] ^= 1 << (place % 8);
            }
        }
    }
}

/// The parts of a presentation that are base64url, with their places.
fn parts_of(presented: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let parts = presented.split_inclusive(['.', '~']).map(|part| {
        let found = (at, part.trim_end_matches(['.', '~']));
        at += part.len();
        found
    });
    parts.filter(|(_, part)| !part.is_empty()).collect()
}

#[test]
fn with_any_character_changed_nothing_is_believed() {
    let good = good();
    for (format, presented) in &good.presented {
        let mut text = presented.clone().into_bytes();
        for place in 0..text.len() {
            let whole = text[place];
            text[place] = if whole == b'A' { b'B' } else { b'A' };
            assert!(!good.believes(*format, core::str::from_utf8(&text).unwrap()), "{format:?} {place}");
            text[place] = whole;
        }
    }
}

#[test]
fn with_a_status_list_that_was_cut_or_changed_nothing_is_believed() {
    let good = good();
    let (format, presented) = &good.presented[0];
    let list = &good.fetched.status_lists[URI];
    for place in 0..list.len() {
        let mut changed = list.clone();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        for list in [changed, list[..place].to_vec()] {
            let fetched = Fetched { status_lists: [(URI.to_owned(), list)].into(), ..Fetched::default() };
            assert!(!good.believes_with(*format, presented, &fetched), "{place}");
        }
    }
}

/// An mdoc whose issuer's signature has a countersignature in its header, in whose header there is one, and so on.
fn nested_signatures(levels: usize) -> String {
    let mut header = vec![0xa0];
    for _ in 0..levels {
        // {7: [header, {}, h'']}
        let length = u16::try_from(header.len()).unwrap().to_be_bytes();
        header = [&[0xa1, 0x07, 0x83, 0x59], length.as_slice(), &header, &[0xa0, 0x40]].concat();
    }
    let mut mdoc = Mdoc::honest(&Authority::national());
    mdoc.protected = Value::Bytes(header);
    mdoc.present()
}

#[test]
fn signatures_in_signatures_do_not_exhaust_the_stack() {
    let good = good();
    for levels in [1, 100, 3000] {
        assert!(!good.believes(Format::Mdoc, &nested_signatures(levels)), "{levels}");
    }
}

#[test]
fn lengths_that_no_memory_has_are_refused() {
    let good = good();
    for major in [0x40_u8, 0x60, 0x80, 0xa0] {
        let claims_much = [&[major | 27], [0xff; 8].as_slice(), &[0; 20]].concat();
        let many = [vec![0x81; 100], claims_much.clone()].concat();
        for bytes in [claims_much, many] {
            assert!(!good.believes(Format::Mdoc, &to_base64url(&bytes)));
        }
    }
}

proptest! {
    #[test]
    fn whatever_text_is_presented_nothing_panics_and_nothing_is_believed(text in "\\PC{0,200}", format in 0_usize..3) {
        let format = [Format::SdJwtVc, Format::JwtVc, Format::Mdoc][format];
        prop_assert!(!good().believes(format, &text));
    }

    #[test]
    fn whatever_bytes_are_presented_as_an_mdoc_nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!good().believes(Format::Mdoc, &to_base64url(&bytes)));
    }

    #[test]
    fn a_piece_of_one_put_over_another_is_not_believed(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), length in 1_usize..200, format in 0_usize..3) {
        let good = good();
        let (format, presented) = &good.presented[format];
        let (from, to) = (from.index(presented.len()), to.index(presented.len()));
        let piece = &presented[from..(from + length).min(presented.len())];
        let end = (to + piece.len()).min(presented.len());
        let moved = [&presented[..to], piece, &presented[end..]].concat();
        prop_assert!(moved == *presented || !good.believes(*format, &moved));
    }
}
