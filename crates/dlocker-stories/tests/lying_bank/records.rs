//! Method records of the bank's own: no secret is used on them.

use dlocker_protocol::method::{MethodKind, MethodRecord, Stretch, TrusteePart};
use dlocker_stories::in_process::{House, OwnersKey, wallet};

use super::forger::{Forger, forged};
use super::{HANDLE, Stage, is_damaged};
use dlocker_client::connect;
use dlocker_protocol::signature::Document;
use dlocker_protocol::{Digest, cbor};

/// A device that has a roster uses no secret on a record that the roster does not name.
#[tokio::test(flavor = "multi_thread")]
async fn p1_no_secret_is_tried_on_a_record_that_the_roster_does_not_name() {
    let stage = Stage::set().await;
    let mut record = stage.record().await;
    record.commitment = Digest::plain(b"opens for one guess of the bank's");
    let mut forger = Forger::of(&stage.house, &stage.old, stage.locker().await).await;
    forger.record = Some(record);
    let releases = forger.releases.clone();
    stage.old.meddle(forger);
    is_damaged(&stage.old.open_with(&stage.kit).await);
    assert_eq!(releases.get(), 0, "the secret was used, and a guess was spent");
    stage.old_phone_is_not_fooled_again().await;
}

impl Stage {
    async fn old_phone_is_not_fooled_again(&self) {
        self.old.trust_again();
        assert_eq!(self.old.open_with(&self.kit).await.unwrap(), self.content);
    }
}

/// A new phone has no roster to go by: the bank can show it a record and a roster that fit each other. Settings that would make guessing
/// cheap, or the phone sweat, are refused before anything is derived and before anything is asked.
#[tokio::test(flavor = "multi_thread")]
async fn p1_stretching_that_is_too_cheap_or_too_dear_is_never_begun() {
    let house = House::quick().await;
    let pin = OwnersKey::pin("4937");
    let old = house.customer_with(HANDLE, &[&pin]).await;
    old.back_up(&wallet("first")).await.unwrap();
    let new = house.approved_phone(HANDLE).await;
    let methods = connect(&old).await.unwrap().methods().await.unwrap();
    let real: MethodRecord = cbor::decode(&methods[0].record.0, MethodRecord::LABEL).unwrap();
    let settings = real.transcript.stretch.unwrap();
    let wrong = [
        None,
        Some(Stretch { memory_kib: 8, ..settings }),
        Some(Stretch { passes: 0, ..settings }),
        Some(Stretch { lanes: 0, ..settings }),
        Some(Stretch { memory_kib: u32::MAX, ..settings }),
        Some(Stretch { passes: u32::MAX, ..settings }),
        Some(Stretch { lanes: u32::MAX, ..settings }),
    ];
    for stretch in wrong {
        let mut record = real.clone();
        record.transcript.stretch = stretch;
        let made_up = forged(&house, &record);
        let mut forger = Forger::of(&house, &new, record.transcript.locker).await;
        forger.rosters = Some(vec![made_up.first()]);
        forger.record = Some(record);
        let releases = forger.releases.clone();
        new.meddle(forger);
        is_damaged(&new.go_on_with_recovery(&pin).await);
        assert_eq!(releases.get(), 0);
    }
    new.trust_again();
    new.go_on_with_recovery(&pin).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_sharing_that_cannot_be_is_refused() {
    let stage = Stage::set().await;
    let real = stage.record().await;
    let other = TrusteePart { trustee: dlocker_protocol::TrusteeId::from_array([9; 16]), ..part(&real) };
    let edits: [&dyn Fn(&mut MethodRecord); 8] = [
        &|r| r.transcript.threshold = 0,
        &|r| r.transcript.threshold = 2,
        &|r| r.transcript.threshold = 255,
        &|r| r.transcript.trustees.clear(),
        &|r| r.transcript.trustees.push(part(r)),
        &|r| r.transcript.trustees.push(other.clone()),
        &|r| r.transcript.trustees[0].index = 0,
        &|r| r.transcript.kind = MethodKind::Pin,
    ];
    for edit in edits {
        let mut record = real.clone();
        edit(&mut record);
        let made_up = forged(&stage.house, &record);
        let mut forger = Forger::of(&stage.house, &stage.new, stage.locker().await).await;
        forger.rosters = Some(vec![made_up.first()]);
        forger.record = Some(record);
        forger.sealed_seed = Some(made_up.sealed_seed.clone());
        stage.new.meddle(forger);
        is_damaged(&stage.new.go_on_with_recovery(&stage.kit).await);
    }
    stage.new.trust_again();
    assert_eq!(stage.new.go_on_with_recovery(&stage.kit).await.unwrap(), stage.content);
}

fn part(record: &MethodRecord) -> TrusteePart {
    record.transcript.trustees[0].clone()
}
