//! Enrolling, and adding methods.

use dlocker_client::{Error, connect};
use dlocker_stories::in_process::{House, OwnersKey, Phone, wallet};

use super::everywhere::{Cut, everywhere};

#[tokio::test(flavor = "multi_thread")]
async fn enrolling() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let invite = house.invite(&cut.handle()).await;
        let phone = Phone::new(house);
        cut.apply(&phone);
        let _ = phone.enrol(&invite).await;
        let steps = phone.steps.done();
        phone.reboot();
        match phone.enrol(&invite).await {
            Ok(_) | Err(Error::Misuse(_)) => {}
            Err(error) => panic!("{cut:?}: {error}"),
        }
        opens_and_backs_up(&phone, None, cut).await;
        steps
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn adding_the_first_method() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let phone = house.customer(&cut.handle()).await;
        let first = OwnersKey::kit();
        cut.apply(&phone);
        let added = phone.add(&first, None).await.is_ok();
        let steps = phone.steps.done();
        phone.reboot();
        let there = !connect(&phone).await.unwrap().methods().await.unwrap().is_empty();
        assert!(there || !added, "{cut:?}");
        // A locker that has the method takes a backup without further ado: this very device made its first roster.
        if there {
            phone.back_up(&wallet("before")).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
            phone.open_with(&first).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        }
        opens_and_backs_up(&phone, there.then_some(&first), cut).await;
        steps
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn adding_a_later_method() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let first = OwnersKey::kit();
        let phone = house.customer_with(&cut.handle(), &[&first]).await;
        let second = OwnersKey::kit();
        cut.apply(&phone);
        let added = phone.add(&second, Some(&first)).await.is_ok();
        let steps = phone.steps.done();
        phone.reboot();
        phone.open_with(&first).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        let methods = connect(&phone).await.unwrap().methods().await.unwrap();
        assert!(methods.iter().all(|m| m.guesses_left == m.guesses), "{cut:?}: {methods:?}");
        if methods.len() == 2 {
            phone.open_with(&second).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        }
        assert!(methods.len() == 2 || !added, "{cut:?}");
        opens_and_backs_up(&phone, Some(&first), cut).await;
        steps
    })
    .await;
}

/// A further method can be added, a wallet put in, and both keys open it.
async fn opens_and_backs_up(phone: &Phone, existing: Option<&OwnersKey>, cut: Cut) {
    let kit = OwnersKey::kit();
    phone.add(&kit, existing).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
    let content = wallet("after");
    phone.back_up(&content).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
    for key in existing.into_iter().chain([&kit]) {
        let restored = phone.open_with(key).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        assert_eq!(restored, content, "{cut:?}");
    }
}
