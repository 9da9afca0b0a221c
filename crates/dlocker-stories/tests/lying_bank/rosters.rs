//! Rosters and seeds of the bank's own.

use std::cell::RefCell;
use std::rc::Rc;

use dlocker_client::connect;
use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_protocol::Bytes;
use dlocker_protocol::locker::LockerView;
use dlocker_protocol::method::MethodState;
use dlocker_protocol::roster::{DepartedDevice, Roster, RosterDraft, RostersPage, SignedRoster};
use dlocker_protocol::signature::Document;
use dlocker_stories::in_process::{Meddler, OwnersKey, Phone, wallet};

use super::forger::{Forged, Forger, forged};
use super::{Stage, is_damaged};

/// The rosters that the phone keeps.
pub(super) fn kept(phone: &Phone) -> Vec<SignedRoster> {
    let bytes: Vec<Bytes> = serde_json::from_slice(&phone.file("rosters.json").unwrap()).unwrap();
    bytes.iter().map(|bytes| SignedRoster::from_bytes(&bytes.0).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_a_seed_of_the_banks_own_with_rosters_of_its_own_opens_nothing() {
    let stage = Stage::set().await;
    let made_up = forged(&stage.house, &stage.record().await);
    for phone in [&stage.new, &stage.old] {
        let mut forger = Forger::of(&stage.house, phone, stage.locker().await).await;
        forger.rosters = Some(vec![made_up.first()]);
        forger.sealed_seed = Some(made_up.sealed_seed.clone());
        phone.meddle(forger);
    }
    // Not suspended yet: the new phone has not been let in.
    stage.old.put_file("rosters.json", None);
    is_damaged(&stage.old.open_with(&stage.kit).await);
    is_damaged(&stage.old.back_up(&wallet("later")).await);
    stage.old.trust_again();
    assert_eq!(stage.old.open_with(&stage.kit).await.unwrap(), stage.content);
    stage.new_phone_is_not_fooled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_a_seed_of_the_banks_own_under_the_real_rosters_opens_nothing() {
    let stage = Stage::set().await;
    let made_up = forged(&stage.house, &stage.record().await);
    for phone in [&stage.old, &stage.new] {
        let mut forger = Forger::of(&stage.house, phone, stage.locker().await).await;
        forger.sealed_seed = Some(made_up.sealed_seed.clone());
        phone.meddle(forger);
    }
    stage.old_phone_is_not_fooled().await;
    stage.new_phone_is_not_fooled().await;
}

/// What a bank without the owner's key can put behind the real rosters.
fn continued(real: &Roster, made_up: &Forged) -> Vec<SignedRoster> {
    let owners = |roster: Roster| RosterDraft::new(roster);
    let keys = made_up.seed.keys(real.locker, 1);
    let later = made_up.seed.keys(real.locker, 2);
    let mut same_epoch = real.clone();
    same_epoch.number += 1;
    same_epoch.predecessor = Some(real.digest());
    same_epoch.devices.extend(made_up.roster.devices.clone());
    let mut next_epoch = same_epoch.clone();
    next_epoch.epoch += 1;
    next_epoch.owner_key = later.owner.public_key();
    next_epoch.sealing_key = later.unsealing.sealing_key();
    next_epoch.prior_seed = Some(vec![7; 72]);
    next_epoch.departed = real.devices.iter().map(|d| DepartedDevice { id: d.id, last: None }).collect();
    next_epoch.devices = made_up.roster.devices.clone();
    vec![
        owners(same_epoch).sign(&keys.owner, None),
        owners(next_epoch.clone()).sign(&later.owner, None),
        owners(next_epoch).sign(&later.owner, Some(&keys.owner)),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_a_roster_of_the_banks_own_behind_the_real_ones_is_not_followed() {
    let stage = Stage::set().await;
    let made_up = forged(&stage.house, &stage.record().await);
    let real = kept(&stage.old);
    for next in continued(real.last().unwrap().unverified(), &made_up) {
        let mut forger = Forger::of(&stage.house, &stage.old, stage.locker().await).await;
        forger.rosters = Some(real.iter().cloned().chain([next]).collect());
        stage.old.meddle(forger);
        is_damaged(&stage.old.back_up(&wallet("later")).await);
        stage.old_phone_is_not_fooled().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_rosters_that_the_device_has_seen_do_not_disappear() {
    let stage = Stage::set().await;
    let first = kept(&stage.old);
    stage.old.add(&OwnersKey::kit(), Some(&stage.kit)).await.unwrap();
    for rosters in [first, Vec::new()] {
        for file_is_lost in [false, true] {
            let file = stage.old.file("rosters.json");
            if file_is_lost {
                stage.old.put_file("rosters.json", None);
            }
            let mut forger = Forger::of(&stage.house, &stage.old, stage.locker().await).await;
            forger.rosters = Some(rosters.clone());
            stage.old.meddle(forger);
            is_damaged(&stage.old.back_up(&wallet("later")).await);
            is_damaged(&stage.old.open_with(&stage.kit).await);
            stage.old.put_file("rosters.json", file);
        }
    }
    stage.old.trust_again();
    assert_eq!(stage.old.open_with(&stage.kit).await.unwrap(), stage.content);
}

/// Answers every question for rosters with the same page, whatever was asked for.
struct Endless(u64);

impl Meddler for Endless {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.url.contains("/rosters?from=") {
            let mut page: RostersPage = serde_json::from_slice(&response.body).unwrap();
            page.current = self.0;
            response.body = serde_json::to_vec(&page).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_rosters_that_cannot_be_is_no_trouble() {
    let stage = Stage::set().await;
    for number in [0, u64::MAX] {
        stage.old.meddle(Endless(number));
        let restored = stage.old.open_with(&stage.kit).await;
        match restored {
            Ok(content) => assert_eq!(content, stage.content),
            other => is_damaged(&other),
        }
    }
    stage.old.trust_again();
    assert_eq!(stage.old.open_with(&stage.kit).await.unwrap(), stage.content);
}

/// Marks where a method's registration would be asked for.
#[derive(Clone, Default)]
struct Renewing(Rc<RefCell<u32>>);

impl Meddler for Renewing {
    fn before(&mut self, request: &mut HttpRequest) {
        *self.0.borrow_mut() += u32::from(request.url.ends_with("/registrations"));
    }

    fn after(&mut self, _: &HttpRequest, response: &mut HttpResponse) {
        if let Ok(mut view) = serde_json::from_slice::<LockerView>(&response.body) {
            view.methods[0].state = MethodState::Renew;
            response.body = serde_json::to_vec(&view).unwrap();
        }
    }
}

/// Whether a method is to be registered anew is the roster's word, not the bank's.
#[tokio::test(flavor = "multi_thread")]
async fn the_bank_cannot_have_a_method_registered_anew() {
    let stage = Stage::set().await;
    let renewing = Renewing::default();
    stage.old.meddle(renewing.clone());
    assert_eq!(stage.old.open_with(&stage.kit).await.unwrap(), stage.content);
    assert_eq!(*renewing.0.borrow(), 0);
    assert!(connect(&stage.old).await.is_ok());
}
