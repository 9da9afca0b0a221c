//! A thief with phone and PIN, whom nobody sees, takes the owner's methods off the roster. The owner, identified, with the day of the loss, comes
//! back with the very methods that were taken off; nobody else gets anything of them.

use std::cell::Cell;
use std::rc::Rc;

use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_client::recover::{RecoverOptions, start_afresh};
use dlocker_client::{Changed, Error, connect};
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::method::{MethodKind, MethodView};
use dlocker_protocol::{MethodId, Timestamp};
use dlocker_stories::in_process::{Content, House, Meddler, OwnersKey, Phone, Seen, wallet};

use super::{HANDLE, HOUR};

const DAY: u64 = 24 * HOUR;

fn lost(since: Timestamp) -> Seen {
    Seen { face_to_face: true, lost_since: Some(since) }
}

/// A locker whose owner had a kit and a PIN, and in which a thief's kit is all that is left.
struct Robbed {
    house: House,
    stolen: Phone,
    kit: OwnersKey,
    pin: OwnersKey,
    thiefs: OwnersKey,
    since: Timestamp,
    content: Content,
}

impl Robbed {
    async fn begin() -> Self {
        let house = House::quick().await;
        let (kit, pin, thiefs) = (OwnersKey::kit(), OwnersKey::pin("4937"), OwnersKey::kit());
        let stolen = house.customer_with(HANDLE, &[&kit, &pin]).await;
        let content = wallet("mine");
        stolen.back_up(&content).await.unwrap();
        house.clock.pass(25 * HOUR);
        let since = house.clock.now();
        let robbed = Self { house, stolen, kit, pin, thiefs, since, content };
        robbed.remove(MethodKind::Kit, &robbed.pin).await;
        robbed.stolen.add(&robbed.thiefs, Some(&robbed.pin)).await.unwrap();
        robbed.house.clock.pass(25 * HOUR);
        assert!(robbed.stolen.add(&robbed.thiefs, Some(&robbed.pin)).await.unwrap().waits.is_none());
        robbed.remove(MethodKind::Pin, &robbed.thiefs).await;
        robbed
    }

    /// Asks for it, lets the wait pass, and completes it.
    async fn remove(&self, kind: MethodKind, with: &OwnersKey) {
        let id = id_of(&self.stolen, kind).await;
        let mut thief = connect(&self.stolen).await.unwrap();
        assert!(thief.remove_method(id, &with.unlock()).await.unwrap().waits().is_some());
        self.house.clock.pass(25 * HOUR);
        assert_eq!(thief.remove_method(id, &with.unlock()).await.unwrap(), Changed::Done);
    }

    async fn approved(&self, seen: Seen) -> Phone {
        self.house.approved_phone_with(HANDLE, seen).await
    }
}

async fn id_of(phone: &Phone, kind: MethodKind) -> MethodId {
    methods(phone).await.iter().find(|method| method.kind == kind).unwrap().id
}

async fn methods(phone: &Phone) -> Vec<MethodView> {
    connect(phone).await.unwrap().methods().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_the_owner_comes_back_with_a_kit_or_a_pin_that_the_thief_removed() {
    for by_kit in [true, false] {
        let robbed = Robbed::begin().await;
        let new = robbed.approved(lost(robbed.since)).await;
        let (used, other) = if by_kit { (&robbed.kit, &robbed.pin) } else { (&robbed.pin, &robbed.kit) };
        let (content, rotation) = new.recover_with(used, &RecoverOptions::default()).await.unwrap();
        assert_eq!(content, robbed.content);
        assert_eq!((rotation.came_back.len(), rotation.kept.len(), rotation.dropped.len()), (2, 2, 1));
        for key in [used, other] {
            assert_eq!(new.open_with(key).await.unwrap(), robbed.content);
        }
        assert!(new.open_with(&robbed.thiefs).await.is_err() && robbed.stolen.open_with(used).await.is_err());
        new.back_up(&robbed.content).await.unwrap();
        assert_eq!(methods(&new).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_back_goes_for_good_if_the_owner_says_so() {
    let robbed = Robbed::begin().await;
    let new = robbed.approved(lost(robbed.since)).await;
    let pin = {
        let connection = dlocker_client::recover::reissue(&new).await.unwrap();
        connection.methods().await.unwrap().iter().find(|method| method.kind == MethodKind::Pin).unwrap().id
    };
    let options = RecoverOptions { drop_methods: vec![pin], ..RecoverOptions::default() };
    let (_, rotation) = new.recover_with(&robbed.kit, &options).await.unwrap();
    assert_eq!((rotation.came_back.len(), rotation.kept.len()), (1, 1));
    assert!(new.open_with(&robbed.pin).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_wherever_the_recovery_breaks_off_the_removed_kit_still_brings_the_owner_back() {
    let robbed = Robbed::begin().await;
    let new = robbed.approved(lost(robbed.since)).await;
    for step in (4..).step_by(7) {
        new.crash_at(step);
        let ended = new.go_on_with_recovery(&robbed.kit).await.is_ok();
        new.reboot();
        if ended {
            break;
        }
    }
    assert_eq!(new.open_with(&robbed.kit).await.unwrap(), robbed.content);
    assert_eq!(new.open_with(&robbed.pin).await.unwrap(), robbed.content);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_day_of_the_loss_what_was_removed_stays_removed() {
    let robbed = Robbed::begin().await;
    let new = robbed.approved(Seen { face_to_face: true, lost_since: None }).await;
    assert!(new.go_on_with_recovery(&robbed.kit).await.is_err());
    assert!(matches!(new.go_on_with_recovery(&robbed.pin).await, Err(Error::Misuse(_))));
    start_afresh(&new).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_month_what_was_removed_is_gone() {
    let robbed = Robbed::begin().await;
    robbed.house.clock.pass(31 * DAY);
    robbed.stolen.open_with(&robbed.thiefs).await.unwrap();
    let new = robbed.approved(lost(robbed.since)).await;
    assert!(matches!(new.go_on_with_recovery(&robbed.pin).await, Err(Error::Misuse(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_recovery_that_is_under_way_is_not_overtaken_by_the_month() {
    let robbed = Robbed::begin().await;
    let new = robbed.approved(lost(robbed.since)).await;
    dlocker_client::recover::reissue(&new).await.unwrap();
    robbed.house.clock.pass(60 * DAY);
    assert!(new.open_with(&robbed.thiefs.wrong()).await.is_err());
    assert_eq!(new.go_on_with_recovery(&robbed.kit).await.unwrap(), robbed.content);
}

#[tokio::test(flavor = "multi_thread")]
async fn p4_a_removed_method_opens_nothing_to_the_devices_that_are_in() {
    let robbed = Robbed::begin().await;
    for key in [&robbed.kit, &robbed.pin] {
        assert!(robbed.stolen.open_with(key).await.is_err());
    }
    assert_eq!(methods(&robbed.stolen).await.len(), 1);
}

/// Shows a method that is over, and counts what it is asked to open.
struct Offers(MethodView, Rc<Cell<u32>>);

impl Meddler for Offers {
    fn before(&mut self, request: &mut HttpRequest) {
        self.1.set(self.1.get() + u32::from(request.url.ends_with("/releases")));
    }

    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.method != "GET" {
            return;
        }
        if let Ok(mut view) = serde_json::from_slice::<LockerView>(&response.body) {
            view.methods.retain(|method| method.id != self.0.id);
            view.methods.insert(0, self.0.clone());
            response.body = serde_json::to_vec(&view).unwrap();
        }
    }
}

/// The owner removed the kit before the phone was lost. A bank that offers it all the same gets no secret to work on.
#[tokio::test(flavor = "multi_thread")]
async fn p8_a_method_that_was_removed_before_the_loss_is_not_taken_from_the_bank() {
    let house = House::quick().await;
    let (kit, pin) = (OwnersKey::kit(), OwnersKey::pin("4937"));
    let phone = house.customer_with(HANDLE, &[&kit, &pin]).await;
    house.clock.pass(25 * HOUR);
    let shown = methods(&phone).await.into_iter().find(|method| method.kind == MethodKind::Kit).unwrap();
    let mut connection = connect(&phone).await.unwrap();
    assert!(connection.remove_method(shown.id, &pin.unlock()).await.unwrap().waits().is_some());
    house.clock.pass(25 * HOUR);
    assert_eq!(connection.remove_method(shown.id, &pin.unlock()).await.unwrap(), Changed::Done);
    house.clock.pass(HOUR);
    let new = house.approved_phone_with(HANDLE, lost(house.clock.now())).await;
    let releases = Rc::new(Cell::new(0));
    new.meddle(Offers(shown, Rc::clone(&releases)));
    assert!(matches!(new.go_on_with_recovery(&kit).await, Err(Error::Misuse(_))));
    assert_eq!(releases.get(), 0, "no secret was tried on it");
    new.trust_again();
    new.go_on_with_recovery(&pin).await.unwrap();
}

/// A recovery dropped the PIN by name. The next one, with a day of the loss before that, does not take it from a bank that offers it.
#[tokio::test(flavor = "multi_thread")]
async fn p8_a_method_that_a_rotation_dropped_is_not_taken_from_the_bank() {
    let house = House::quick().await;
    let (kit, pin) = (OwnersKey::kit(), OwnersKey::pin("4937"));
    let phone = house.customer_with(HANDLE, &[&kit, &pin]).await;
    let since = house.clock.now().plus_millis(1);
    house.clock.pass(25 * HOUR);
    let shown = methods(&phone).await.into_iter().find(|method| method.kind == MethodKind::Pin).unwrap();
    let next = house.approved_phone_with(HANDLE, lost(since)).await;
    let options = RecoverOptions { drop_methods: vec![shown.id], ..RecoverOptions::default() };
    next.recover_with(&kit, &options).await.unwrap();
    let last = house.approved_phone_with(HANDLE, lost(since)).await;
    let releases = Rc::new(Cell::new(0));
    last.meddle(Offers(shown, Rc::clone(&releases)));
    assert!(matches!(last.go_on_with_recovery(&pin).await, Err(Error::Misuse(_))));
    assert_eq!(releases.get(), 0, "no secret was tried on it");
}
