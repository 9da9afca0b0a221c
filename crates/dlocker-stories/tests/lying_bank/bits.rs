//! One bit wrong, in every answer.

use std::cell::Cell;
use std::rc::Rc;

use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_stories::in_process::{House, Meddler, OwnersKey, Phone, wallet};
use tokio::task::LocalSet;

/// Flips a bit of one answer.
struct Flips {
    answers: u64,
    /// Which answer.
    at: u64,
    /// Where, in tenths of its length.
    tenth: usize,
    flipped: Rc<Cell<bool>>,
}

impl Meddler for Flips {
    fn after(&mut self, _: &HttpRequest, response: &mut HttpResponse) {
        if self.answers == self.at && !response.body.is_empty() {
            let at = response.body.len() * self.tenth / 10;
            response.body[at] ^= 1 << (self.tenth % 7);
            self.flipped.set(true);
        }
        self.answers += 1;
    }
}

/// What a recovery may say of an answer with a wrong bit: never that the secret was wrong.
const SAID: [&str; 3] = ["damaged", "unexpected", "misuse"];

async fn flipped(house: &House, at: u64, tenth: usize) -> u64 {
    let handle = format!("owner-{at}-{tenth}@example.com");
    let (kit, kept) = (OwnersKey::kit(), OwnersKey::kit());
    let old = house.customer_with(&handle, &[&kit, &kept]).await;
    let content = wallet("first");
    old.back_up(&content).await.unwrap();
    let new = house.approved_phone(&handle).await;
    let before = new.requests();
    let flipped = Rc::new(Cell::new(false));
    new.meddle(Flips { answers: 0, at, tenth, flipped: Rc::clone(&flipped) });
    let told = new.go_on_with_recovery(&kit).await;
    let answers = new.requests() - before;
    match told {
        Ok(restored) => assert_eq!(restored, content, "answer {at}, tenth {tenth}"),
        Err(error) => {
            assert!(flipped.get() && SAID.contains(&error.code()), "answer {at}, tenth {tenth}: {error}");
            end_well(&new, &kit).await;
        }
    }
    for key in [&kit, &kept] {
        let restored = new.open_with(key).await.unwrap_or_else(|e| panic!("answer {at}, tenth {tenth}: {e}"));
        assert_eq!(restored, content);
    }
    answers
}

/// With an honest bank the same command goes on, unless nothing is left to do.
async fn end_well(phone: &Phone, kit: &OwnersKey) {
    phone.trust_again();
    match phone.go_on_with_recovery(kit).await {
        Ok(_) | Err(dlocker_client::Error::Misuse(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_a_wrong_bit_in_any_answer_restores_nothing_wrong() {
    let house = Rc::new(House::quick().await);
    let answers = flipped(&house, u64::MAX, 0).await;
    let local = LocalSet::new();
    let mut told = Vec::new();
    for (at, tenth) in (0..answers).flat_map(|at| [1, 3, 5, 8].map(|tenth| (at, tenth))) {
        let house = Rc::clone(&house);
        told.push(local.spawn_local(async move { flipped(&house, at, tenth).await }));
    }
    local
        .run_until(async {
            for ending in told {
                ending.await.unwrap();
            }
        })
        .await;
}
