//! What an opening asks, and that leaving a question out leaves nothing unseen.

use std::cell::RefCell;
use std::rc::Rc;

use dlocker_client::connect;
use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_stories::in_process::{Meddler, OwnersKey, Phone};

use super::Stage;

/// What comes behind the locker's id, without numbers and ids: `GET `, `GET rosters`, `POST releases`, …
fn question(request: &HttpRequest) -> String {
    let (_, rest) = request.url.split_once("/v1/lockers/").unwrap();
    let words: Vec<&str> = rest.split(['/', '?']).collect();
    let named = ["rosters", "releases", "openings", "snapshots", "packs"].into_iter().find(|name| words.contains(name));
    format!("{} {}", request.method, named.unwrap_or_default())
}

/// Writes down what was asked.
#[derive(Clone, Default)]
struct Writes(Rc<RefCell<Vec<String>>>);

impl Meddler for Writes {
    fn before(&mut self, request: &mut HttpRequest) {
        self.0.borrow_mut().push(question(request));
    }
}

/// Shows the locker for ever as it was when it was first asked for.
#[derive(Default)]
struct Remembers(Option<Vec<u8>>);

impl Meddler for Remembers {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if question(request) == "GET " {
            response.body = self.0.get_or_insert_with(|| response.body.clone()).clone();
        }
    }
}

/// Opens the locker and nothing in it.
async fn unlock(phone: &Phone, key: &OwnersKey) {
    connect(phone).await.unwrap().unlock(&key.unlock()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_from_a_known_device_asks_nothing_twice() {
    let stage = Stage::set().await;
    let writes = Writes::default();
    unlock(&stage.old, &stage.kit).await;
    stage.old.meddle(writes.clone());
    unlock(&stage.old, &stage.kit).await;
    assert_eq!(*writes.0.borrow(), ["GET ", "POST releases", "POST openings", "GET rosters"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_a_roster_that_the_shown_locker_leaves_out_is_followed_all_the_same() {
    let stage = Stage::set().await;
    let behind = stage.old.copied();
    behind.meddle(Remembers::default());
    unlock(&behind, &stage.kit).await;
    let rosters = |phone: &Phone| super::rosters::kept(phone).len();
    let before = rosters(&behind);
    stage.old.add(&OwnersKey::kit(), Some(&stage.kit)).await.unwrap();
    unlock(&behind, &stage.kit).await;
    assert_eq!((rosters(&behind), rosters(&stage.old)), (before + 1, before + 1));
}
