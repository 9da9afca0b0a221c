//! mdocs, one defect a file.

use coset::cbor::value::Value as Cbor;
use data_encoding::HEXLOWER;
use dlocker_evidence::nonce;
use serde_json::json;

use super::Case;
use crate::kit::mdoc::{DOC_TYPE, Mdoc, date, item, map};
use crate::kit::{Authority, NONCE};

const DATA: &str = "eyJ0eXBlIjoidXJuOmV4YW1wbGU6dHJhbnNhY3Rpb24ifQ";

fn case(name: &'static str, expect: &'static str, credential: &Mdoc) -> Case {
    let trusted = json!({"format": "mso_mdoc", "kind": DOC_TYPE, "issuers": ["x5c:state.pem"]});
    Case::new(name, expect, &credential.present(), &trusted)
}

fn honest() -> Mdoc {
    Mdoc::honest(&Authority::national())
}

fn changed(change: impl FnOnce(&mut Mdoc)) -> Mdoc {
    let mut mdoc = honest();
    change(&mut mdoc);
    mdoc
}

fn valid(from: &str, until: &str) -> Mdoc {
    let times = map(vec![("signed", date(from)), ("validFrom", date(from)), ("validUntil", date(until))]);
    honest().mso("validityInfo", Some(times))
}

pub(super) fn cases() -> Vec<Case> {
    let with_nonce = |name, expect, nonce: &str| {
        let presented = changed(|mdoc| mdoc.occasion.1 = nonce.to_owned());
        case(name, expect, &presented).with("nonce", json!(nonce)).with("transaction_data", json!([DATA]))
    };
    let encrypted = changed(|mdoc| mdoc.occasion.2 = Some([7; 32]));
    let to = |byte: u8| json!(HEXLOWER.encode(&[byte; 32]));
    vec![
        case("mdoc", "believed", &honest()),
        case("mdoc_signed_by_another_key", "not issued", &honest().signed_by(0x41)),
        case(
            "mdoc_issuer_under_another_anchor",
            "not trusted",
            &Mdoc::honest(&Authority::new("The Other State", 0x24)),
        ),
        case("mdoc_of_another_doctype", "not trusted", &changed(|mdoc| mdoc.doc_type = "org.example.other".to_owned())),
        case(
            "mdoc_security_object_of_another_doctype",
            "not issued",
            &honest().mso("docType", Some(Cbor::from("org.example.other"))),
        ),
        case(
            "mdoc_element_altered",
            "not issued",
            &changed(|mdoc| mdoc.items[0] = item(0, "family_name", Cbor::from("Another"))),
        ),
        case(
            "mdoc_element_invented",
            "not issued",
            &changed(|mdoc| mdoc.items.push(item(9, "resident_city", Cbor::from("Leipzig")))),
        ),
        case("mdoc_element_twice", "malformed", &changed(|mdoc| mdoc.items.push(mdoc.items[0].clone()))),
        case("mdoc_expired", "expired", &valid("2025-11-12T00:00:00Z", "2025-11-13T02:13:20Z")),
        case("mdoc_not_valid_yet", "not yet", &valid("2025-11-13T02:14:21Z", "2026-01-01T00:00:00Z")),
        case("mdoc_presented_by_another_key", "other occasion", &honest().presented_by(0x0b)),
        case("mdoc_other_nonce", "other occasion", &changed(|mdoc| mdoc.occasion.1 = "another".to_owned())),
        case(
            "mdoc_other_audience",
            "other occasion",
            &changed(|mdoc| mdoc.occasion.0 = "x509_san_dns:other.example".to_owned()),
        ),
        case(
            "mdoc_other_response_uri",
            "other occasion",
            &changed(|mdoc| mdoc.occasion.3 = "https://other.example".to_owned()),
        ),
        case("mdoc_mac", "malformed", &changed(|mdoc| mdoc.device_auth = Some(map(vec![("deviceMac", Cbor::Null)])))),
        case("mdoc_without_proof", "not bound", &changed(|mdoc| mdoc.device_auth = Some(map(vec![])))),
        case("mdoc_encrypted", "believed", &encrypted).with("encryption_thumbprint", to(7)),
        case("mdoc_encrypted_to_another_key", "other occasion", &encrypted).with("encryption_thumbprint", to(8)),
        case("mdoc_encrypted_where_nothing_was_asked", "other occasion", &encrypted),
        with_nonce("mdoc_transaction", "believed", &nonce(&[7; 16], &[DATA.to_owned()])),
        with_nonce("mdoc_transaction_not_in_the_nonce", "not confirmed", NONCE),
    ]
}
