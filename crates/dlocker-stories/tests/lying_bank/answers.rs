//! Answers that were true, somewhere else.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_protocol::bank::BankView;
use dlocker_protocol::signature::SigningKey;
use dlocker_stories::in_process::{House, Meddler, OwnersKey, Phone, wallet};

use super::forger::rng;
use super::{Stage, is_damaged};

/// What a locker's own phone was answered, by what was asked for, without the locker's id.
type Heard = Rc<RefCell<BTreeMap<String, Vec<u8>>>>;

fn asked(request: &HttpRequest) -> Option<String> {
    let (_, rest) = request.url.split_once("/v1/lockers/")?;
    let rest = rest.split_once('/').map_or("", |(_, rest)| rest);
    (request.method == "GET").then(|| rest.split('?').next().unwrap().to_owned())
}

struct Listens(Heard);

impl Meddler for Listens {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if let Some(asked) = asked(request) {
            self.0.borrow_mut().entry(asked).or_insert_with(|| response.body.clone());
        }
    }
}

/// Answers one kind of question with what another locker was answered.
struct Repeats(Heard, &'static str);

impl Meddler for Repeats {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if asked(request).as_deref() == Some(self.1) {
            response.body = self.0.borrow()[self.1].clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_answers_about_another_locker_are_noticed() {
    let stage = Stage::set().await;
    let kit = OwnersKey::kit();
    let other = stage.house.customer_with("other@example.com", &[&kit]).await;
    other.back_up(&wallet("other")).await.unwrap();
    let heard = Heard::default();
    other.put_file("rosters.json", None);
    other.meddle(Listens(Rc::clone(&heard)));
    other.open_with(&kit).await.unwrap();
    dlocker_client::connect(&other).await.unwrap().visit_log().await.unwrap();
    for question in ["", "rosters", "snapshots"] {
        stage.old.put_file("rosters.json", None);
        stage.old.meddle(Repeats(Rc::clone(&heard), question));
        stage.old_phone_is_not_fooled().await;
    }
    for question in ["", "rosters", "snapshots", "log"] {
        stage.new.meddle(Repeats(Rc::clone(&heard), question));
        is_damaged(&stage.new.go_on_with_recovery(&stage.kit).await);
    }
    stage.new.trust_again();
    assert_eq!(stage.new.go_on_with_recovery(&stage.kit).await.unwrap(), stage.content);
}

/// Hands out packs one question late.
#[derive(Default)]
struct Swaps(Option<Vec<u8>>);

impl Meddler for Swaps {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.method == "GET" && request.url.contains("/packs/") {
            let late = self.0.replace(response.body.clone());
            response.body = late.unwrap_or_else(|| response.body.clone());
        }
    }
}

/// Cuts packs short.
struct Cuts;

impl Meddler for Cuts {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.method == "GET" && request.url.contains("/packs/") {
            response.body.truncate(response.body.len() / 2);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_swapped_and_cut_packs_are_noticed() {
    let stage = Stage::set().await;
    stage.old.meddle(Swaps::default());
    stage.old_phone_is_not_fooled().await;
    stage.old.meddle(Cuts);
    stage.old_phone_is_not_fooled().await;
    stage.new.meddle(Swaps::default());
    stage.new_phone_is_not_fooled().await;
}

/// Says that the bank has another log key.
struct OtherKey(SigningKey);

impl Meddler for OtherKey {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.url.ends_with("/v1/bank") {
            let mut view: BankView = serde_json::from_slice(&response.body).unwrap();
            view.log_key = self.0.public_key();
            response.body = serde_json::to_vec(&view).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_whose_id_is_not_its_keys_is_not_enrolled_with() {
    let house = House::quick().await;
    let phone = Phone::new(&house);
    let invite = house.invite("owner@example.com").await;
    phone.meddle(OtherKey(SigningKey::random(&mut rng())));
    is_damaged(&phone.enrol(&invite).await);
    is_damaged(&phone.ask_for_recovery("owner@example.com").await);
    phone.trust_again();
    phone.enrol(&invite).await.unwrap();
}

/// Says no, in words that would rewrite a terminal.
struct Shouts;

impl Meddler for Shouts {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.method == "GET" {
            let detail = format!("\u{1b}[2J\r{}", "x".repeat(100_000));
            let problem = serde_json::json!({
                "type": "about:blank", "title": "Forbidden", "status": 403, "code": "forbidden", "detail": detail,
            });
            (response.status, response.body) = (403, serde_json::to_vec(&problem).unwrap());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_banks_words_cannot_rewrite_the_screen() {
    let stage = Stage::set().await;
    stage.old.meddle(Shouts);
    let words = stage.old.open_with(&stage.kit).await.unwrap_err().to_string();
    assert!(!words.chars().any(char::is_control) && words.len() < 2000, "{} bytes", words.len());
}

/// Hands out a nonce that is more than one.
struct Injects(&'static str);

impl Meddler for Injects {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.url.ends_with("/v1/nonces") {
            response.body = serde_json::to_vec(&serde_json::json!({ "nonce": self.0 })).unwrap();
        }
        response.nonce = Some(self.0.to_owned());
    }

    fn before(&mut self, request: &mut HttpRequest) {
        let signed = request.headers.iter().find(|(name, _)| *name == "signature-input");
        assert!(!signed.is_some_and(|(_, value)| value.contains(self.0)), "the phone signed it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p2_the_bank_cannot_put_words_into_what_the_device_signs() {
    let stage = Stage::set().await;
    let injected = ["x\";keyid=\"staff:officer1", "x\"\n\"@path\": /v1/staff", "\r\nx", "\u{e9}"];
    for nonce in injected {
        stage.old.meddle(Injects(nonce));
        stage.old_phone_is_not_fooled().await;
    }
}

/// Answers a look at a case as a bank does whose disk is full.
struct Broken;

impl Meddler for Broken {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.method == "GET" && request.url.contains("/v1/cases/") {
            (response.status, response.body) = (502, b"<html>".to_vec());
        }
    }
}

/// An approved case is not thrown away because the bank stumbles once.
#[tokio::test(flavor = "multi_thread")]
async fn an_approved_case_outlives_a_broken_answer() {
    let stage = Stage::set().await;
    stage.new.meddle(Broken);
    assert!(stage.new.ask_for_recovery(super::HANDLE).await.is_err());
    stage.new.trust_again();
    assert_eq!(stage.new.go_on_with_recovery(&stage.kit).await.unwrap(), stage.content);
}
