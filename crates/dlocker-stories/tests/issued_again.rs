//! After a lost phone: what has to be issued again, and what came in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use dlocker_stories::exit::MISUSE;
use dlocker_stories::outcome::text;
use dlocker_stories::wallet::small_wallet;
use dlocker_stories::{Bank, Config, Phone, Scene};
use serde_json::Value;

const LIST: [&str; 4] = ["reissue", "--pin-file", "pin.txt", "--json"];

/// A credential of this type, bound to the key with this x; nobody checks its signature here.
fn credential(vct: &str, x: &str) -> String {
    let encoded = |text: &str| {
        let value = serde_json::to_value(dlocker_protocol::Bytes(text.as_bytes().to_vec())).unwrap();
        value.as_str().unwrap().to_owned()
    };
    let header = encoded(r#"{"alg":"ES256","typ":"dc+sd-jwt"}"#);
    let claims = format!(
        r#"{{"iss":"https://club.example/members","vct":"{vct}","cnf":{{"jwk":{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}}}}}"#
    );
    format!("{header}.{}.AAAA~", encoded(&claims))
}

fn lines(list: &Value) -> Vec<(String, String)> {
    let line = |one: &Value| (text(one, "type").to_owned(), text(one, "state").to_owned());
    list["credentials"].as_array().unwrap().iter().map(line).collect()
}

fn is(list: &Value, pid: &str, badge: &str) -> bool {
    lines(list) == [("urn:eudi:pid:1".to_owned(), pid.to_owned()), ("badge".to_owned(), badge.to_owned())]
}

#[test]
fn what_was_bound_to_the_lost_phone_is_listed_and_ticked_off() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    let (one, two) = (bank.staff("officer1"), bank.staff("officer2"));
    small_wallet(&scene.path("wallet"));
    std::fs::write(scene.path("wallet/pid.sd-jwt"), credential("urn:eudi:pid:1", "BwgJ")).unwrap();
    std::fs::write(scene.path("wallet/badge.sd-jwt"), credential("badge", "AQID")).unwrap();
    let _old = Phone::settled(&scene, "p1", &bank, &one);
    let new = Phone::new(&scene, "p2");
    let _ = new.recover_approved(&bank, [&one, &two]);
    let closing = new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt", "--json"]).json();
    assert_eq!(closing["to_reissue"], 2, "{}", new.run(LIST).json());

    let list = new.run(LIST).json();
    assert!(is(&list, "open", "open"), "{list:?}");
    assert_eq!(list["credentials"][0]["identity"], true);
    let entry = text(&list["credentials"][1], "issuer_metadata");
    assert_eq!(entry, "https://club.example/.well-known/openid-credential-issuer/members");

    new.run(["backup", "back/wallet"]).done();
    assert!(is(&new.run(LIST).json(), "open", "open"), "what was put back is not new");
    std::fs::write(scene.path("back/wallet/new.sd-jwt"), credential("badge", "BAUG")).unwrap();
    new.run(["backup", "back/wallet"]).done();
    assert!(is(&new.run(LIST).json(), "open", "came-in"));

    new.run([&LIST[..], &["--done", "1"]].concat()).json();
    assert!(is(&new.run(LIST).json(), "done", "came-in"));
    assert!(is(&new.run([&LIST[..], &["--undo", "1"]].concat()).json(), "open", "came-in"));
    new.run([&LIST[..], &["--done", "3"]].concat()).error(MISUSE);
}
