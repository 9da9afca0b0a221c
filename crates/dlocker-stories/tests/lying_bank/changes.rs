//! While the owner changes what belongs to the locker: a second phone is fed rosters of the bank's making, a stopped change is shown as due, a
//! roster from before is shown again.

use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_client::{Error, connect, join};
use dlocker_protocol::intent::{IntentState, IntentView};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::roster::RostersPage;
use dlocker_stories::in_process::{House, Meddler, OwnersKey, Phone, wallet};

use super::forger::{Forger, forged};
use super::{HANDLE, Stage, is_damaged};

const DAY: u64 = 24 * 60 * 60 * 1000;

/// A phone that joined and was let in by the first one.
async fn second(stage: &Stage) -> Phone {
    let phone = Phone::new(&stage.house);
    let link = connect(&stage.old).await.unwrap().make_link(&stage.kit.unlock()).await.unwrap();
    let joined = join(&phone, &link.text, "tablet").await.unwrap();
    connect(&stage.old).await.unwrap().confirm_device(joined.device, &stage.kit.unlock()).await.unwrap();
    phone
}

/// The link pins the owner's roster: a locker of the bank's own making is not taken for it, and nothing is backed up into it.
#[tokio::test]
async fn a_second_phone_is_fed_rosters_of_the_banks_own() {
    let stage = Stage::set().await;
    let record = stage.record().await;
    let phone = second(&stage).await;
    let mut liar = Forger::of(&stage.house, &phone, stage.locker().await).await;
    let forged = forged(&stage.house, &record);
    liar.rosters = Some(vec![forged.first()]);
    phone.meddle(liar);
    is_damaged(&phone.back_up(&wallet("tablet")).await);
    is_damaged(&phone.open_with(&stage.kit).await);
    phone.trust_again();
    phone.back_up(&wallet("tablet")).await.unwrap();
}

/// Shows the rosters only up to some number.
struct Cut(u64);

impl Meddler for Cut {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if !request.url.contains("/rosters?from=") {
            return;
        }
        let from: u64 = request.url.rsplit('=').next().unwrap().parse().unwrap();
        let mut page: RostersPage = serde_json::from_slice(&response.body).unwrap();
        page.rosters.truncate(usize::try_from((self.0 + 1).saturating_sub(from)).unwrap());
        page.current = self.0;
        response.body = serde_json::to_vec(&page).unwrap();
    }
}

/// The roster from before the second phone joined is no longer believed by whoever has seen the one after.
#[tokio::test]
async fn a_roster_from_before_is_shown_again() {
    let stage = Stage::set().await;
    let _tablet = second(&stage).await;
    connect(&stage.old).await.unwrap().snapshots().await.unwrap();
    stage.old.meddle(Cut(1));
    is_damaged(&stage.old.back_up(&wallet("more")).await);
    is_damaged(&stage.old.open_with(&stage.kit).await);
    stage.old.trust_again();
    stage.old.back_up(&wallet("more")).await.unwrap();
}

/// Shows an intent as due, whatever became of it.
struct Revive(IntentView);

impl Meddler for Revive {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.method != "GET" {
            return;
        }
        if let Ok(mut view) = serde_json::from_slice::<LockerView>(&response.body) {
            view.intents = vec![IntentView { state: IntentState::Due, ..self.0.clone() }];
            response.body = serde_json::to_vec(&view).unwrap();
        }
    }
}

/// The owner has stopped a change; the bank shows it as due, and the owner is led to complete it after all: the visit log says otherwise.
#[tokio::test]
async fn p7_a_stopped_change_is_shown_as_due() {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let phone = house.customer_with(HANDLE, &[&kit]).await;
    house.clock.pass(2 * DAY);
    let added = phone.add(&OwnersKey::kit(), Some(&kit)).await.unwrap().waits.expect("it waits");
    let connection = connect(&phone).await.unwrap();
    let shown = connection.view().await.unwrap().intents.remove(0);
    connection.stop_intent(added.intent).await.unwrap();
    house.clock.pass(2 * DAY);
    phone.meddle(Revive(shown));
    let before = connection.view().await.unwrap().roster;
    let done = connect(&phone).await.unwrap().complete_intent(added.intent, &kit.unlock()).await;
    assert!(matches!(done, Err(Error::Damaged(_))), "{done:?}");
    phone.trust_again();
    assert_eq!(connection.view().await.unwrap().roster, before, "nothing was signed");
}

/// Two years without a word: the phone, its PIN and its backup are what they were.
#[tokio::test]
async fn an_owner_who_was_away_for_two_years_comes_back() {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let phone = house.customer_with(HANDLE, &[&kit]).await;
    let content = wallet("before");
    phone.back_up(&content).await.unwrap();
    let waiting = Phone::new(&house);
    let _ = waiting.ask_for_recovery(HANDLE).await.unwrap();
    house.clock.pass(2 * 365 * DAY);
    assert_eq!(phone.open_with(&kit).await.unwrap(), content);
    let after = wallet("after");
    phone.back_up(&after).await.unwrap();
    house.clock.pass(2 * 365 * DAY);
    let new = house.approved_phone(HANDLE).await;
    assert_eq!(new.go_on_with_recovery(&kit).await.unwrap(), after);
}

/// Counts what is sent as a roster.
struct Rosters(std::rc::Rc<std::cell::Cell<u32>>);

impl Meddler for Rosters {
    fn before(&mut self, request: &mut HttpRequest) {
        if request.method == "POST" && request.url.ends_with("/rosters") {
            self.0.set(self.0.get() + 1);
        }
    }
}

/// What waits is not signed as a roster before its time: a bank that had one could make it current after the change was stopped.
#[tokio::test]
async fn p7_no_roster_is_signed_for_a_change_that_waits() {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let phone = house.customer_with(HANDLE, &[&kit]).await;
    house.clock.pass(2 * DAY);
    let sent = std::rc::Rc::new(std::cell::Cell::new(0));
    phone.meddle(Rosters(std::rc::Rc::clone(&sent)));
    let other = OwnersKey::kit();
    for _ in 0..2 {
        phone.add(&other, Some(&kit)).await.unwrap().waits.expect("it waits");
    }
    assert_eq!(sent.get(), 0);
    house.clock.pass(2 * DAY);
    assert!(phone.add(&other, Some(&kit)).await.unwrap().waits.is_none());
    assert_eq!(sent.get(), 1);
}
