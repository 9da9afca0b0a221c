//! After a lost phone: what has to be issued again, and what came in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::path::Path;

use dlocker_stories::exit::MISUSE;
use dlocker_stories::outcome::text;
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Outcome, Phone, Scene};
use serde_json::Value;

const LIST: [&str; 4] = ["reissue", "--pin-file", "pin.txt", "--json"];

/// A credential of a type that is no identity's, bound to the key with this x; nobody checks its signature here.
fn badge(x: &str) -> String {
    let encoded = |text: &str| dlocker_protocol::Bytes(text.as_bytes().to_vec()).to_string();
    let header = encoded(r#"{"alg":"ES256","typ":"dc+sd-jwt"}"#);
    let claims = format!(
        r#"{{"iss":"https://club.example/members","vct":"badge","cnf":{{"jwk":{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}}}}}"#
    );
    format!("{header}.{}.AAAA~", encoded(&claims))
}

/// An mdoc that a real tool made, without the key of its device.
fn licence() -> Vec<u8> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/mdoc/issuer-signed");
    std::fs::read(seeds).unwrap()
}

fn lines(list: &Outcome) -> Vec<(String, String)> {
    let line = |one: &Value| (text(one, "type").to_owned(), text(one, "state").to_owned());
    list.json["credentials"].as_array().unwrap().iter().map(line).collect()
}

fn is(list: &Outcome, licence: &str, badge: &str) -> bool {
    lines(list) == [("org.iso.18013.5.1.mDL".to_owned(), licence.to_owned()), ("badge".to_owned(), badge.to_owned())]
}

#[test]
fn what_was_bound_to_the_lost_phone_is_listed_and_ticked_off() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    let (one, two) = (bank.staff("officer1"), bank.staff("officer2"));
    small_wallet(&scene.path("wallet"));
    std::fs::write(scene.path("wallet/licence.mdoc"), licence()).unwrap();
    std::fs::write(scene.path("wallet/badge.sd-jwt"), badge("AQID")).unwrap();
    let _old = Phone::settled(&scene, "p1", &bank, &one);
    let new = Phone::new(&scene, "p2");
    let _ = new.recover_approved(&bank, [&one, &two]);
    let closing = new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt", "--json"]).done();
    assert_eq!(closing.json["to_reissue"], 2);

    let list = new.run(LIST).done();
    assert!(is(&list, "open", "open"), "{list:?}");
    assert_eq!(list.json["credentials"][0]["identity"], true);
    assert_eq!(list.json["credentials"][0]["issuer_metadata"], Value::Null);
    let entry = text(&list.json["credentials"][1], "issuer_metadata");
    assert_eq!(entry, "https://club.example/.well-known/openid-credential-issuer/members");

    new.run(["backup", "back/wallet"]).done();
    assert!(is(&new.run(LIST).done(), "open", "open"), "what was put back is not new");
    std::fs::write(scene.path("back/wallet/new.sd-jwt"), badge("BAUG")).unwrap();
    new.run(["backup", "back/wallet"]).done();
    assert!(is(&new.run(LIST).done(), "open", "came-in"));

    new.run([&LIST[..], &["--done", "1"]].concat()).done();
    assert!(is(&new.run(LIST).done(), "done", "came-in"));
    assert!(is(&new.run([&LIST[..], &["--undo", "1"]].concat()).done(), "open", "came-in"));
    new.run([&LIST[..], &["--done", "3"]].concat()).error(MISUSE);
}
