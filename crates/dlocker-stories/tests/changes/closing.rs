//! Closing a locker: a phone believes the owner's signature, and not the bank.

use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_client::{Closing, Error, connect};
use dlocker_protocol::intent::ChangeKind;
use dlocker_protocol::locker::ClosingView;
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_stories::in_process::{Meddler, wallet};

use super::{HOUR, second_phone, settled};

#[tokio::test]
async fn p7_a_locker_is_closed_after_the_wait_and_every_phone_can_tell_by_whom() {
    let (house, phone, kit) = settled().await;
    let tablet = second_phone(&house, &phone, &kit).await;
    let backup = phone.back_up(&wallet("a")).await.unwrap().snapshot;
    let mut connection = connect(&phone).await.unwrap();
    assert_eq!(connection.newest_backups().await.unwrap(), [backup]);
    let mut unlocked = connection.unlock(&kit.unlock()).await.unwrap();
    let Closing::Waits(waiting) = connection.close(&mut unlocked).await.unwrap() else { panic!("it waits") };
    assert_eq!(waiting.what, ChangeKind::CloseLocker);
    assert_eq!(connection.close(&mut unlocked).await.unwrap(), Closing::Waits(waiting), "no second intent");
    house.clock.pass(25 * HOUR);
    assert_eq!(connection.closing().await.unwrap(), Closing::Due(waiting.intent));
    let completed = connection.complete_intent(waiting.intent, &kit.unlock()).await;
    assert!(matches!(completed, Err(Error::Misuse(_))), "not in passing");
    let Closing::Closed(closed) = connection.close(&mut unlocked).await.unwrap() else { panic!("it is closed") };
    assert_eq!(closed.by, connection.device());
    let mut other = connect(&tablet).await.unwrap();
    assert!(matches!(other.status().await, Err(Error::Refused { code: "locker-closed", .. })));
    assert_eq!(other.closing().await.unwrap(), Closing::Closed(closed));
    assert!(matches!(connect(&tablet).await.map(drop), Err(Error::Refused { code: "locker-closed", .. })), "it knows");
}

/// A bank that says of an open locker that it is closed, and shows a closing of another one.
struct Closed(Option<ClosingView>);

impl Meddler for Closed {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if let (true, Some(view)) = (request.url.ends_with("/closing"), &self.0) {
            response.status = 200;
            response.body = serde_json::to_vec(view).unwrap();
            return;
        }
        let problem = Problem::new(ProblemCode::LockerClosed, "It is closed.");
        response.status = problem.status;
        response.body = serde_json::to_vec(&problem).unwrap();
    }
}

#[tokio::test]
async fn p7_a_phone_forgets_nothing_on_a_banks_word_that_its_locker_is_closed() {
    let (house, phone, _) = settled().await;
    let elsewhere = dlocker_protocol::locker::Closing {
        locker: connect(&phone).await.unwrap().enrolled().locker,
        intent: dlocker_protocol::IntentId::from_array([1; 16]),
        roster: dlocker_protocol::Digest::plain(b"roster"),
        device: connect(&phone).await.unwrap().device(),
        at: dlocker_protocol::Timestamp::from_millis(1),
    };
    let key = dlocker_protocol::signature::SigningKey::from_bytes(&[7; 32]).unwrap();
    let closing = dlocker_protocol::signature::Draft::new(elsewhere).sign(&key);
    let view = ClosingView { at: dlocker_protocol::Timestamp::from_millis(1), closing };
    phone.meddle(Closed(Some(view)));
    let said = connect(&phone).await.unwrap().closing().await;
    assert!(matches!(said, Err(Error::Damaged(_))), "{said:?}");
    phone.meddle(Closed(None));
    assert!(connect(&phone).await.unwrap().closing().await.is_err());
    assert!(dlocker_client::home::load(&phone).unwrap().unwrap().closed.is_none());
    drop(house);
}
