//! What a recovery keeps, by the day of the loss.

use dlocker_client::recover::{RecoverOptions, start_afresh};
use dlocker_client::{Changed, Error, connect, former_connection};
use dlocker_protocol::Timestamp;
use dlocker_stories::in_process::{Content, InMemory, OwnersKey, Phone, Seen, wallet};

use super::{HANDLE, HOUR, second_phone, settled};

fn lost(since: Timestamp) -> Seen {
    Seen { face_to_face: true, lost_since: Some(since) }
}

#[tokio::test]
async fn p7_what_came_since_the_loss_does_not_survive_unless_the_owner_names_it() {
    let (house, phone, kit) = settled().await;
    let tablet = second_phone(&house, &phone, &kit).await;
    let content = wallet("mine");
    phone.back_up(&content).await.unwrap();
    let tablet_id = connect(&tablet).await.unwrap().device();
    let since = house.clock.now();
    // The thief has the phone and the kit's code: poisons, revokes the tablet, adds a kit, lengthens the wait.
    let thiefs = OwnersKey::kit();
    let poisoned = phone.back_up(&wallet("poison")).await.unwrap();
    let mut thief = connect(&phone).await.unwrap();
    assert_eq!(thief.revoke_device(tablet_id, &kit.unlock()).await.unwrap(), Changed::Done);
    phone.add(&thiefs, Some(&kit)).await.unwrap();
    house.clock.pass(25 * HOUR);
    assert!(phone.add(&thiefs, Some(&kit)).await.unwrap().waits.is_none());
    thief.set_recovery_wait(Some(0), &kit.unlock()).await.unwrap();
    let new = house.approved_phone_with(HANDLE, lost(since)).await;
    let options = RecoverOptions { keep_devices: vec![tablet_id], ..RecoverOptions::default() };
    let (restored, rotation) = new.recover_with(&kit, &options).await.unwrap();
    assert_eq!(restored, content);
    assert_eq!((rotation.later, rotation.lost_since), (vec![poisoned.snapshot], Some(since)));
    assert_eq!((rotation.kept.len(), rotation.dropped.len()), (1, 1));
    assert_eq!((rotation.kept_devices, rotation.replaced.len()), (vec![tablet_id], 1));
    assert!(new.open_with(&thiefs).await.is_err());
    assert!(phone.open_with(&kit).await.is_err());
    assert_eq!(connect(&new).await.unwrap().policy().await.unwrap().chosen, None, "as it was before the loss");
    tablet.open_with(&kit).await.expect("the tablet is back");
    tablet.back_up(&content).await.expect("and goes on with its chain");
}

#[tokio::test]
async fn p7_before_the_new_phone_backs_up_the_lost_phones_wallet_is_restored_without_what_came_since_the_loss() {
    let (house, phone, kit) = settled().await;
    let tablet = second_phone(&house, &phone, &kit).await;
    let tablet_id = connect(&tablet).await.unwrap().device();
    let (mine, tablets) = (wallet("mine"), Content::from([("tablet.txt".to_owned(), b"tablet".to_vec())]));
    phone.back_up(&mine).await.unwrap();
    tablet.back_up(&tablets).await.unwrap();
    let since = house.clock.now();
    phone.back_up(&wallet("poison")).await.unwrap();
    let new = house.approved_phone_with(HANDLE, lost(since)).await;
    let options = RecoverOptions { keep_devices: vec![tablet_id], ..RecoverOptions::default() };
    let (restored, _) = new.recover_with(&kit, &options).await.unwrap();
    let both: Content = mine.iter().chain(&tablets).map(|(name, bytes)| (name.clone(), bytes.clone())).collect();
    assert_eq!(restored, both);
    tablet.open_with(&kit).await.unwrap();
    tablet.back_up(&tablets).await.unwrap();
    assert_eq!(new.open_with(&kit).await.unwrap(), both, "and again, by a plain restore");
    assert_eq!(tablet.open_with(&kit).await.unwrap(), both, "on the tablet too");
    let next = house.approved_phone(HANDLE).await;
    assert_eq!(next.recover_with(&kit, &options).await.unwrap().0, both, "and by another recovery");
    next.back_up(&mine).await.unwrap();
    assert_eq!(next.open_with(&kit).await.unwrap(), both, "the new phone's own stands now");
}

#[tokio::test]
async fn a_device_that_left_before_the_loss_cannot_be_kept() {
    let (house, phone, kit) = settled().await;
    let tablet = second_phone(&house, &phone, &kit).await;
    let tablet_id = connect(&tablet).await.unwrap().device();
    connect(&phone).await.unwrap().revoke_device(tablet_id, &kit.unlock()).await.unwrap();
    let new = house.approved_phone_with(HANDLE, lost(house.clock.now())).await;
    let options = RecoverOptions { keep_devices: vec![tablet_id], ..RecoverOptions::default() };
    assert!(matches!(new.recover_with(&kit, &options).await, Err(Error::Misuse(_))));
    new.recover_with(&kit, &RecoverOptions::default()).await.expect("and nothing was changed by asking");
}

#[tokio::test]
async fn another_backup_than_the_chosen_one_is_restored_when_it_is_named() {
    let (house, phone, kit) = settled().await;
    let since = house.clock.now();
    let content = wallet("only later");
    let only = phone.back_up(&content).await.unwrap();
    let new = house.approved_phone_with(HANDLE, lost(since)).await;
    let none = new.recover_with(&kit, &RecoverOptions::default()).await;
    assert!(matches!(&none, Err(Error::Misuse(text)) if text.contains(&only.snapshot.to_string())));
    let named = RecoverOptions { snapshot: Some(only.snapshot), ..RecoverOptions::default() };
    assert_eq!(new.recover_with(&kit, &named).await.unwrap().0, content);
}

#[tokio::test]
async fn p7_two_officers_face_to_face_override_a_veto() {
    let (house, phone, kit) = settled().await;
    let new = Phone::new(&house);
    let case = new.ask_for_recovery(HANDLE).await.unwrap();
    house.approve(case.case, &case.code.to_string()).await;
    connect(&phone).await.unwrap().veto(case.case, Some(&kit.unlock())).await.unwrap();
    assert!(matches!(new.go_on_with_recovery(&kit).await, Err(Error::Refused { code: "case-vetoed", .. })));
    house.approve_with(case.case, &case.code.to_string(), Seen { face_to_face: true, lost_since: None }).await;
    new.go_on_with_recovery(&kit).await.unwrap();
}

#[tokio::test]
async fn p7_without_a_surviving_method_the_owner_starts_afresh_and_a_kit_that_turns_up_opens_the_old_locker() {
    let (house, phone, kit) = settled().await;
    let content = wallet("old");
    phone.back_up(&content).await.unwrap();
    let new = house.approved_phone(HANDLE).await;
    let old = {
        let connection = start_afresh(&new).await.unwrap();
        connection.view().await.unwrap().handle.to_string()
    };
    assert_eq!(old, HANDLE);
    let fresh = OwnersKey::kit();
    new.add(&fresh, None).await.unwrap();
    let present = Content::from([("new".to_owned(), b"new".to_vec())]);
    new.back_up(&present).await.unwrap();
    assert_eq!(turned_up(&new, &kit).await, content);
    new.back_up(&content).await.expect("nothing of the old locker is mixed in");
    assert_eq!(new.open_with(&fresh).await.unwrap(), content);
    assert!(phone.open_with(&kit).await.is_err());
}

#[tokio::test]
async fn starting_afresh_goes_on_wherever_it_broke_off() {
    for step in 0.. {
        let (house, _phone, _) = settled().await;
        let new = house.approved_phone(HANDLE).await;
        new.crash_at(step);
        let ended = start_afresh(&new).await.is_ok();
        new.reboot();
        start_afresh(&new).await.unwrap_or_else(|error| panic!("after step {step}: {error}"));
        let fresh = OwnersKey::kit();
        new.add(&fresh, None).await.unwrap();
        new.open_with(&fresh).await.unwrap();
        assert_eq!(dlocker_client::home::load(&new).unwrap().unwrap().former.len(), 1);
        if ended {
            return;
        }
    }
}

async fn turned_up(phone: &Phone, kit: &OwnersKey) -> Content {
    let mut former = former_connection(phone).await.unwrap();
    let mut regained = former.regain(&kit.unlock(), &RecoverOptions::default()).await.unwrap();
    let content = InMemory::fetch_all(&former, &mut regained.open).await.unwrap();
    let rotated = former.rotate(&mut regained, &kit.unlock(), "never").await;
    assert!(matches!(rotated, Err(Error::Misuse(_))));
    content
}
