//! Backing up: interrupted, and by two copies of one home.

use dlocker_client::connect;
use dlocker_stories::in_process::{Content, House, OwnersKey, Phone, wallet};

use super::everywhere::{Cut, everywhere};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let kit = OwnersKey::kit();
        let phone = house.customer_with(&cut.handle(), &[&kit]).await;
        let old = wallet("old");
        phone.back_up(&old).await.unwrap();
        let new: Content = old.clone().into_iter().chain(wallet("new")).collect();
        cut.apply(&phone);
        let done = phone.back_up(&new).await.is_ok();
        let steps = phone.steps.done();
        phone.reboot();
        let restored = phone.open_with(&kit).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        assert!(restored == new || (restored == old && !done), "{cut:?}: neither the old wallet nor the new one");
        phone.back_up(&new).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        assert_eq!(phone.open_with(&kit).await.unwrap(), new, "{cut:?}");
        steps
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_copies_of_one_home_back_up_in_turns_and_at_once() {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let one = house.customer_with("owner@example.com", &[&kit]).await;
    one.back_up(&wallet("before")).await.unwrap();
    let two = one.copied();
    for turn in 0..2 {
        for phone in [&one, &two] {
            phone.back_up(&wallet(&format!("turn {turn}"))).await.unwrap();
        }
    }
    for _ in 0..3 {
        let (a, b) = (wallet("a"), wallet("b"));
        let (first, second) = tokio::join!(one.back_up(&a), two.back_up(&b));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.number.abs_diff(second.number), 1);
        let newest = if first.number > second.number { a } else { b };
        assert_eq!(one.open_with(&kit).await.unwrap(), newest);
        assert_eq!(two.open_with(&kit).await.unwrap(), newest);
    }
    let numbers = numbers(&one).await;
    assert_eq!(numbers, (1..=11).collect::<Vec<_>>());
}

async fn numbers(phone: &Phone) -> Vec<u64> {
    let snapshots = connect(phone).await.unwrap().snapshots().await.unwrap();
    snapshots.headers().iter().map(|header| header.number).collect()
}
