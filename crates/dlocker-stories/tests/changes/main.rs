//! Changing the locker through the SDK: what is at once, what waits, who joins, what a recovery keeps.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod closing;
mod deleting;
mod interrupted;
mod joining;
mod recovering;
mod removed;
mod retention;
mod waiting;

use dlocker_client::{Changed, Waiting, connect};
use dlocker_stories::in_process::{House, OwnersKey, Phone};

const HOUR: u64 = 60 * 60 * 1000;
const HANDLE: &str = "ada@example.org";

/// A bank that lets changes wait, and a customer with a kit whose first day is over.
async fn settled() -> (House, Phone, OwnersKey) {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let phone = house.customer_with(HANDLE, &[&kit]).await;
    house.clock.pass(25 * HOUR);
    (house, phone, kit)
}

/// A second phone that joined and was let in, whatever that took.
async fn second_phone(house: &House, first: &Phone, kit: &OwnersKey) -> Phone {
    let second = Phone::new(house);
    let link = connect(first).await.unwrap().make_link(&kit.unlock()).await.unwrap();
    let joined = dlocker_client::join(&second, &link.text, "tablet").await.unwrap();
    let confirm =
        || async { connect(first).await.unwrap().confirm_device(joined.device, &kit.unlock()).await.unwrap() };
    if confirm().await != Changed::Done {
        house.clock.pass(25 * HOUR);
        assert_eq!(confirm().await, Changed::Done);
    }
    connect(&second).await.unwrap();
    second
}

fn waits(changed: Changed) -> Waiting {
    changed.waits().expect("a change that waits")
}
