//! Opening with a right and a wrong secret.

use dlocker_client::{Error, connect};
use dlocker_protocol::method::MethodState;
use dlocker_stories::in_process::{House, OwnersKey, Phone, wallet};

use super::everywhere::{Cut, everywhere};

async fn left(phone: &Phone) -> (u32, u32) {
    let methods = connect(phone).await.unwrap().methods().await.unwrap();
    (methods[0].guesses_left, methods[0].guesses)
}

#[tokio::test(flavor = "multi_thread")]
async fn p4_a_wrong_guess_costs_one_however_it_is_interrupted() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let kit = OwnersKey::kit();
        let phone = house.customer_with(&cut.handle(), &[&kit]).await;
        cut.apply(&phone);
        let told = phone.open_with(&kit.wrong()).await.unwrap_err();
        let steps = phone.steps.done();
        phone.reboot();
        let (after, limit) = left(&phone).await;
        assert!(after == limit || after + 1 == limit, "{cut:?}: {after} of {limit} left");
        if matches!(told, Error::WrongSecret { .. }) {
            assert_eq!(after + 1, limit, "{cut:?}: a guess that was answered was not counted");
        }
        phone.open_with(&kit).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        assert_eq!(left(&phone).await, (limit, limit), "{cut:?}");
        steps
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registering_a_kept_method_anew_at_its_next_use() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let (used, kept) = (OwnersKey::kit(), OwnersKey::kit());
        let old = house.customer_with(&cut.handle(), &[&used, &kept]).await;
        let content = wallet("first");
        old.back_up(&content).await.unwrap();
        let phone = house.approved_phone(&cut.handle()).await;
        phone.go_on_with_recovery(&used).await.unwrap();
        cut.apply(&phone);
        let _ = phone.open_with(&kept).await;
        let steps = phone.steps.done();
        phone.reboot();
        for key in [&kept, &used] {
            assert_eq!(phone.open_with(key).await.unwrap_or_else(|e| panic!("{cut:?}: {e}")), content);
        }
        let methods = connect(&phone).await.unwrap().methods().await.unwrap();
        assert!(methods.iter().all(|m| m.state == MethodState::Active && m.guesses_left == m.guesses), "{cut:?}");
        steps
    })
    .await;
}
