//! Interrupted anywhere, everything ends well: the same command again brings the old state or the new one, whole.
//!
//! Each story is told once for every step of the program (a request that is sent, an answer that comes, a file that is written, and
//! the moment before and after each): it ends there as after a `kill -9`, and is started again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod adding;
mod backing_up;
mod everywhere;
mod going_on;
mod guessing;
mod recovering;

use dlocker_stories::in_process::{House, OwnersKey, wallet};

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_journey_without_any_interruption() {
    let house = House::quick().await;
    let (kit, pin) = (OwnersKey::kit(), OwnersKey::pin("4937"));
    let old = house.customer_with("owner@example.com", &[&kit, &pin]).await;
    let content = wallet("first");
    old.back_up(&content).await.unwrap();
    assert_eq!(old.open_with(&kit).await.unwrap(), content);
    let new = house.approved_phone("owner@example.com").await;
    assert_eq!(new.go_on_with_recovery(&pin).await.unwrap(), content);
    assert_eq!(new.open_with(&kit).await.unwrap(), content);
    assert_eq!(old.open_with(&kit).await.unwrap_err().code(), "replaced");
}
