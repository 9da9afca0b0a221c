//! A second device.

use dlocker_protocol::device::{DeviceState, JoinRequest, JoinResponse, LinkRequest, LinkResponse, LockerIdResponse};
use dlocker_protocol::{Bytes, LinkId};
use serde_json::json;

use crate::kit::lost::HANDLE;
use crate::kit::{Answer, Bench, Caller, Phone, rng};
use crate::{DAY, HOUR, Home, about};

fn join(device: &Caller, link: LinkId) -> JoinRequest {
    JoinRequest { link, device_key: device.key.public_key(), name: "second".into(), mac: Bytes(vec![5; 32]) }
}

async fn make_link(home: &Home, link: LinkId) -> Answer {
    home.bench.post(&home.phone.caller, &home.path("links"), &LinkRequest { link }).await
}

async fn ask(home: &Home, device: &Caller, link: LinkId) -> Answer {
    home.bench.post(device, &home.path("joins"), &join(device, link)).await
}

/// A link that the bank knows.
async fn linked(home: &Home) -> LinkId {
    let link = random_link();
    let made = make_link(home, link).await;
    assert_eq!(made.status, 200, "{made:?}");
    link
}

fn random_link() -> LinkId {
    LinkId::random(&mut rng())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_device_joins_by_a_link_once_the_first_has_signed_it_in() {
    let mut home = Home::start("").await;
    let (link, second) = (random_link(), Caller::device());
    let made: LinkResponse = make_link(&home, link).await.json();
    assert!(about(made.expires, home.bench.now().plus_millis(HOUR / 4)));
    let asked: JoinResponse = ask(&home, &second, link).await.json();
    assert_eq!(asked.handle.as_str(), HANDLE);
    let again: JoinResponse = ask(&home, &second, link).await.json();
    assert_eq!(again.expires, asked.expires, "a retry is the same request");

    let view = home.bench.view(&home.phone).await;
    assert_eq!((view.joins.len(), view.joins[0].id, view.joins[0].link), (1, second.id(), link));
    assert_eq!(view.joins[0].mac, Bytes(vec![5; 32]), "for the device that made the link to check");
    assert_eq!(home.bench.post(&second, &home.path("locker-id"), &json!({})).await.code(), "waiting");

    let roster = home.owner.with_device(&second, "second");
    assert_eq!(home.bench.publish(&home.phone, &mut home.owner, roster).await.status, 200, "on the first day at once");
    let issued: LockerIdResponse = home.bench.post(&second, &home.path("locker-id"), &json!({})).await.json();
    let second = Phone { caller: second, locker: home.phone.locker, locker_id: issued.locker_id };
    assert_eq!(home.bench.admit(&second).await.status, 200);
    let view = home.bench.view(&second).await;
    assert!(view.joins.is_empty());
    assert!(view.devices.iter().all(|device| device.state == DeviceState::Active));
}

#[tokio::test(flavor = "multi_thread")]
async fn p2_a_device_that_has_only_asked_to_join_gets_nothing() {
    let home = Home::start("").await;
    let (link, stranger) = (linked(&home).await, Caller::device());
    assert_eq!(ask(&home, &stranger, link).await.status, 200);
    let as_phone = Phone { caller: stranger, locker: home.phone.locker, locker_id: home.phone.locker_id.clone() };
    assert_eq!(home.bench.get(&as_phone.caller, &format!("/v1/lockers/{}", as_phone.locker)).await.code(), "unsigned");
    assert_eq!(home.bench.unlock(&as_phone, &home.owner).await.code(), "unsigned");
    assert_eq!(home.bench.admit(&as_phone).await.code(), "forbidden");
    for (below, body) in [("freeze", json!({})), ("links", json!(LinkRequest { link: random_link() }))] {
        assert_eq!(home.bench.post(&as_phone.caller, &home.path(below), &body).await.code(), "unsigned", "{below}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_used_once_within_a_quarter_of_an_hour_by_who_has_it() {
    let home = Home::start("").await;
    let (link, second, third) = (linked(&home).await, Caller::device(), Caller::device());
    assert_eq!(ask(&home, &second, random_link()).await.code(), "invite", "of another link");
    assert_eq!(ask(&home, &second, link).await.status, 200);
    assert_eq!(ask(&home, &third, link).await.code(), "invite", "used");
    let late = linked(&home).await;
    home.bench.later(HOUR / 4 + 1000);
    assert_eq!(ask(&home, &third, late).await.code(), "invite", "lapsed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_made_only_within_an_hour_after_an_opening() {
    let home = Home::start("").await;
    let other = home.bench.phone(&home.officer, "other@example.com").await;
    let path = format!("/v1/lockers/{}/links", other.locker);
    let never = home.bench.post(&other.caller, &path, &LinkRequest { link: random_link() }).await;
    assert_eq!(never.code(), "not-opened", "never");
    home.bench.later(HOUR + 1000);
    assert_eq!(make_link(&home, random_link()).await.code(), "not-opened");
    assert_eq!(home.unlock().await.status, 200);
    assert_eq!(make_link(&home, random_link()).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_device_added_after_the_first_day_waits() {
    let mut home = Home::start("").await;
    home.bench.later(DAY + 1000);
    assert_eq!(home.unlock().await.status, 200);
    let (link, second) = (linked(&home).await, Caller::device());
    assert_eq!(ask(&home, &second, link).await.status, 200);
    let roster = home.owner.with_device(&second, "second");
    assert_eq!(home.bench.publish(&home.phone, &mut home.owner, roster).await.code(), "change-waits");
    assert_eq!(home.bench.post(&second, &home.path("locker-id"), &json!({})).await.code(), "waiting");
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_has_a_rate_by_address_and_links_one_by_device() {
    let home = Home::start("[limits]\nenrolments_per_minute = 2\nchanges_per_minute = 2").await;
    let second = Caller::device();
    for code in ["invite", "invite", "rate-limited"] {
        assert_eq!(ask(&home, &second, random_link()).await.code(), code);
    }
    for _ in 0..2 {
        assert_eq!(make_link(&home, random_link()).await.status, 200);
    }
    assert_eq!(make_link(&home, random_link()).await.code(), "rate-limited");
    let frozen = home.bench.post(&home.phone.caller, &home.path("freeze"), &json!({})).await;
    assert_eq!(frozen.status, 200, "what stops everything is counted apart");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_to_join_by_another_key_than_its_own_is_refused() {
    let home = Home::start("").await;
    let (link, second, third) = (linked(&home).await, Caller::device(), Caller::device());
    let crossed = home.bench.post(&third, &home.path("joins"), &join(&second, link)).await;
    assert_eq!(crossed.code(), "unsigned");
    let long = JoinRequest { name: "n".repeat(65), ..join(&second, link) };
    assert_eq!(home.bench.post(&second, &home.path("joins"), &long).await.code(), "malformed");
    let short = JoinRequest { mac: Bytes(vec![5; 31]), ..join(&second, link) };
    assert_eq!(home.bench.post(&second, &home.path("joins"), &short).await.code(), "malformed");
    let elsewhere: Bench = Bench::start("").await;
    let path = home.path("joins");
    let there = elsewhere.post(&second, &path, &join(&second, link)).await;
    assert_eq!(there.code(), "not-found", "another bank knows no such locker");
}
