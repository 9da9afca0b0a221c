//! A second phone.

use dlocker_client::device::DeviceLineState;
use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_client::{Changed, Error, connect, join};
use dlocker_protocol::device::JoinView;
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::roster::RostersPage;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{Bytes, DeviceId, LinkId};
use dlocker_stories::in_process::{House, Meddler, OwnersKey, Phone, wallet};

use super::{HANDLE, HOUR, second_phone, settled, waits};

#[tokio::test]
async fn on_the_first_day_a_second_phone_is_let_in_at_once_and_both_back_up() {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let first = house.customer_with(HANDLE, &[&kit]).await;
    let second = second_phone(&house, &first, &kit).await;
    let (one, two) = (wallet("one"), wallet("two"));
    first.back_up(&one).await.unwrap();
    let committed = second.back_up(&two).await.unwrap();
    assert_eq!(committed.number, 1, "a chain of its own");
    let both: std::collections::BTreeMap<_, _> = one.iter().chain(&two).map(|(k, v)| (k.clone(), v.clone())).collect();
    assert_eq!(second.open_with(&kit).await.unwrap(), both.into_iter().collect());
    let mut connection = connect(&first).await.unwrap();
    let lines = connection.devices().await.unwrap();
    let active = lines.iter().filter(|line| line.state == DeviceLineState::Active).count();
    assert_eq!((lines.len(), active, lines.iter().filter(|line| line.this).count()), (2, 2, 1));
    assert_eq!(lines[1].name, "tablet");
}

#[tokio::test]
async fn a_phone_that_was_not_confirmed_says_what_to_do_and_is_let_in_later() {
    let (house, first, kit) = settled().await;
    let second = Phone::new(&house);
    let link = connect(&first).await.unwrap().make_link(&kit.unlock()).await.unwrap();
    let joined = join(&second, &link.text, "tablet").await.unwrap();
    assert_eq!(join(&second, &link.text, "tablet").await.unwrap(), joined, "the same link again");
    let error = connect(&second).await.err().unwrap();
    assert!(matches!(&error, Error::Waiting { detail, .. } if detail.contains(&joined.device.to_string())), "{error}");
    let confirm =
        || async { connect(&first).await.unwrap().confirm_device(joined.device, &kit.unlock()).await.unwrap() };
    let waiting = waits(confirm().await);
    assert_eq!(waits(confirm().await), waiting, "no second intent");
    let lines = connect(&first).await.unwrap().devices().await.unwrap();
    assert_eq!(lines[1].state, DeviceLineState::Joining);
    house.clock.pass(25 * HOUR);
    assert_eq!(confirm().await, Changed::Done);
    assert_eq!(confirm().await, Changed::Done);
    second.back_up(&wallet("tablet")).await.unwrap();
}

#[tokio::test]
async fn p6_a_revoked_phone_gets_nothing_and_its_backups_stay() {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let first = house.customer_with(HANDLE, &[&kit]).await;
    let second = second_phone(&house, &first, &kit).await;
    let content = wallet("tablet");
    second.back_up(&content).await.unwrap();
    let id = connect(&second).await.unwrap().device();
    let mut connection = connect(&first).await.unwrap();
    let own = connection.device();
    assert!(matches!(connection.revoke_device(own, &kit.unlock()).await, Err(Error::Misuse(_))));
    assert_eq!(connection.revoke_device(id, &kit.unlock()).await.unwrap(), Changed::Done);
    assert_eq!(connection.revoke_device(id, &kit.unlock()).await.unwrap(), Changed::Done, "again");
    assert!(matches!(second.open_with(&kit).await, Err(Error::Refused { .. })));
    assert!(second.back_up(&content).await.is_err());
    assert_eq!(first.open_with(&kit).await.unwrap(), content);
    assert_eq!(connection.devices().await.unwrap()[1].state, DeviceLineState::Replaced);
}

#[tokio::test]
async fn a_link_is_used_up_by_the_first_phone() {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let first = house.customer_with(HANDLE, &[&kit]).await;
    let link = connect(&first).await.unwrap().make_link(&kit.unlock()).await.unwrap();
    join(&Phone::new(&house), &link.text, "tablet").await.unwrap();
    assert!(join(&Phone::new(&house), &link.text, "thief").await.is_err());
    assert!(matches!(join(&first, &link.text, "itself").await, Err(Error::Misuse(_))));
    assert!(matches!(join(&Phone::new(&house), &link.text[..60], "cut").await, Err(Error::Misuse(_))));
}

/// A bank that gives the first phone another key for the one that asks to join: by the same link, or by one that nobody made.
struct OtherKey(Option<LinkId>);

impl Meddler for OtherKey {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.method != "GET" {
            return;
        }
        if let Ok(mut view) = serde_json::from_slice::<LockerView>(&response.body) {
            view.joins.iter_mut().for_each(|join| exchange(join, self.0));
            response.body = serde_json::to_vec(&view).unwrap();
        }
    }
}

fn exchange(join: &mut JoinView, link: Option<LinkId>) {
    join.link = link.unwrap_or(join.link);
    join.device_key = SigningKey::from_bytes(&[7; 32]).unwrap().public_key();
    join.id = DeviceId::of(&join.device_key);
    join.mac = Bytes(vec![7; 32]);
}

#[tokio::test]
async fn p8_a_key_that_the_bank_made_up_is_not_confirmed_and_nothing_is_signed() {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let first = house.customer_with(HANDLE, &[&kit]).await;
    let link = connect(&first).await.unwrap().make_link(&kit.unlock()).await.unwrap();
    join(&Phone::new(&house), &link.text, "tablet").await.unwrap();
    for by in [None, Some(LinkId::from_array([5; 16]))] {
        first.meddle(OtherKey(by));
        let before = connect(&first).await.unwrap().view().await.unwrap();
        let made_up = before.joins[0].id;
        let error = connect(&first).await.unwrap().confirm_device(made_up, &kit.unlock()).await.unwrap_err();
        assert!(matches!(error, Error::Damaged(_)), "{error}");
        first.trust_again();
        let after = connect(&first).await.unwrap().view().await.unwrap();
        assert_eq!((after.roster, after.intents.len()), (before.roster, 0));
    }
}

#[tokio::test]
async fn p8_a_bank_that_feeds_the_second_phone_another_lockers_rosters_is_refused() {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let first = house.customer_with(HANDLE, &[&kit]).await;
    let second = second_phone(&house, &first, &kit).await;
    let stranger = house.customer_with("eve@example.org", &[&OwnersKey::kit()]).await;
    second.meddle(Rosters(stranger.file("rosters.json").unwrap()));
    second.put_file("rosters.json", None);
    let error = second.back_up(&wallet("tablet")).await.unwrap_err();
    assert!(matches!(error, Error::Damaged(_)), "{error}");
}

/// A bank that answers with these rosters.
struct Rosters(Vec<u8>);

impl Meddler for Rosters {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.url.contains("/rosters?from=") {
            let rosters: Vec<Bytes> = serde_json::from_slice(&self.0).unwrap();
            response.body = serde_json::to_vec(&RostersPage { current: rosters.len() as u64, rosters }).unwrap();
        }
    }
}
