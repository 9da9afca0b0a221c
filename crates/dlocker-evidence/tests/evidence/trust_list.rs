//! The trust list as the configuration says it.

use dlocker_evidence::Format;
use dlocker_evidence::trust::{EntrySettings, TrustList};

use crate::kit::authority::leaf;
use crate::kit::*;

const DID: &str = "did:web:issuer.example";

fn parse(entries: &[EntrySettings]) -> Result<TrustList, String> {
    let read = |file: &str| match file {
        "state" => Ok(Authority::national().pem().into_bytes()),
        "two" => Ok([Authority::national().pem(), Authority::new("The Other State", 0x24).pem()].concat().into_bytes()),
        "leaf" => Ok(Authority::of(leaf(), 0x31).pem().into_bytes()),
        "empty" => Ok(vec![]),
        "broken" => Ok(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec()),
        _ => Err(format!("{file} cannot be read")),
    };
    TrustList::parse(entries, read).map_err(|e| e.to_string())
}

fn plain() -> EntrySettings {
    entry("national-id", Format::SdJwtVc, VCT, &[DID])
}

#[test]
fn entries_are_found_by_their_names_and_say_what_was_configured() {
    let list = parse(&[plain(), entry("licence", Format::Mdoc, "org.iso.18013.5.1.mDL", &["x5c:state", "x5c:two"])]);
    let list = list.unwrap();
    let names: Vec<&str> = list.entries().iter().map(|entry| entry.name()).collect();
    assert_eq!(names, ["national-id", "licence"]);
    let licence = list.entry("licence").unwrap();
    assert_eq!((licence.format(), licence.kind()), (Format::Mdoc, "org.iso.18013.5.1.mDL"));
    assert_eq!(licence.claims()["family_name"], ["org.iso.18013.5.1", "family_name"]);
    assert!(list.entry("other").is_none());
}

#[test]
fn formats_are_called_as_openid4vp_calls_them() {
    for (format, name) in [(Format::SdJwtVc, "dc+sd-jwt"), (Format::JwtVc, "jwt_vc_json"), (Format::Mdoc, "mso_mdoc")] {
        assert_eq!(format.name(), name);
        assert_eq!(serde_json::to_value(format).unwrap(), name);
    }
}

#[test]
fn an_entry_that_is_not_right_is_refused_and_said_by_name() {
    let mut nameless = plain();
    nameless.name = "National ID".to_owned();
    let mut kindless = plain();
    kindless.kind.clear();
    let mut claimless = plain();
    claimless.claims.clear();
    let mut pathless = plain();
    pathless.claims.insert("birth_date".to_owned(), vec![]);
    let mut odd = plain();
    odd.claims.insert("Birth date".to_owned(), vec!["birthdate".to_owned()]);
    let mut short = entry("licence", Format::Mdoc, "org.iso.18013.5.1.mDL", &["x5c:state"]);
    short.claims.insert("family_name".to_owned(), vec!["family_name".to_owned()]);
    let with = |issuer: &str| entry("national-id", Format::SdJwtVc, VCT, &[issuer]);
    for (entries, says) in [
        (vec![nameless], "a name is"),
        (vec![kindless], "kind is"),
        (vec![entry("x", Format::JwtVc, "VerifiableCredential", &[DID])], "every W3C credential"),
        (vec![claimless], "claims is empty"),
        (vec![pathless], "claims.birth_date"),
        (vec![odd], "claims.Birth date"),
        (vec![short], "claims.family_name"),
        (vec![plain(), plain()], "another entry has this name"),
        (vec![entry("x", Format::SdJwtVc, VCT, &[])], "issuers is empty"),
        (vec![entry("x", Format::Mdoc, "d", &[DID])], "issuers of mso_mdoc are named by x5c"),
        (vec![with("x5c:nowhere")], "nowhere cannot be read"),
        (vec![with("x5c:empty")], "no certificate"),
        (vec![with("x5c:broken")], "cannot be read"),
        (vec![with("x5c:leaf")], "not the certificate of an authority"),
        (vec![with("did:web:")], "gives a URL"),
        (vec![with("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")], "P-256"),
        (vec![with("did:example:1")], "did:web"),
        (vec![with("https://issuer.example")], "neither x5c"),
    ] {
        let refused = parse(&entries).unwrap_err();
        assert!(refused.contains(says) && refused.contains("the entry “"), "{refused}");
    }
}
