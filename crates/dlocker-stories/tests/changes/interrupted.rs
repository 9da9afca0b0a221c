//! Every change, interrupted anywhere: the same command again goes on, makes one intent and one roster of it, and locks nobody out.

use dlocker_client::recover::RecoverOptions;
use dlocker_client::{Changed, Connection, Error, Result, connect, join};
use dlocker_protocol::Timestamp;
use dlocker_stories::in_process::{House, OwnersKey, Phone, Seen, wallet};

use super::{HANDLE, HOUR, second_phone, settled};

/// Makes a change with a program that ends at `step`, goes on, waits if it waits, and is interrupted there again; true if `step` lay
/// behind the ends of both.
async fn ends_well(
    house: &House,
    phone: &Phone,
    step: u64,
    change: impl AsyncFn(&mut Connection<'_, Phone>) -> Result<Changed>,
) -> bool {
    let go = async || change(&mut connect(phone).await?).await;
    let number = async || connect(phone).await.unwrap().view().await.unwrap().roster_number;
    let before = number().await;
    phone.crash_at(step);
    let mut whole = go().await.is_ok();
    phone.reboot();
    let again = go().await.unwrap_or_else(|error| panic!("after step {step}: {error}"));
    if let Changed::Waits(waiting) = again {
        let pending = connect(phone).await.unwrap().intents().await.unwrap();
        assert_eq!(pending.iter().map(|intent| intent.id).collect::<Vec<_>>(), [waiting.intent], "after step {step}");
        assert_eq!(number().await, before, "after step {step}: nothing is changed yet");
        house.clock.pass(25 * HOUR);
        phone.crash_at(step);
        whole &= go().await.is_ok();
        phone.reboot();
        assert_eq!(go().await.unwrap(), Changed::Done, "after step {step}");
    }
    assert_eq!(number().await, before + 1, "after step {step}: one roster, no more");
    assert!(connect(phone).await.unwrap().intents().await.unwrap().is_empty(), "after step {step}");
    whole
}

/// A second phone that asks to join.
async fn asking(house: &House, first: &Phone, kit: &OwnersKey) -> (Phone, dlocker_protocol::DeviceId) {
    let second = Phone::new(house);
    let link = connect(first).await.unwrap().make_link(&kit.unlock()).await.unwrap();
    let device = join(&second, &link.text, "tablet").await.unwrap().device;
    (second, device)
}

#[tokio::test]
async fn p7_confirming_a_device_that_waits() {
    for step in 0.. {
        let (house, phone, kit) = settled().await;
        let (second, device) = asking(&house, &phone, &kit).await;
        let whole = ends_well(&house, &phone, step, async |c| c.confirm_device(device, &kit.unlock()).await).await;
        second.back_up(&wallet("tablet")).await.unwrap();
        second.open_with(&kit).await.unwrap();
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn confirming_a_device_at_once() {
    for step in 0.. {
        let house = House::quick().await;
        let kit = OwnersKey::kit();
        let phone = house.customer_with(HANDLE, &[&kit]).await;
        let (second, device) = asking(&house, &phone, &kit).await;
        let whole = ends_well(&house, &phone, step, async |c| c.confirm_device(device, &kit.unlock()).await).await;
        second.back_up(&wallet("tablet")).await.unwrap();
        second.open_with(&kit).await.unwrap();
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn making_a_link_joining_by_it_and_the_first_use_after_the_confirmation() {
    for step in 0.. {
        let house = House::quick().await;
        let kit = OwnersKey::kit();
        let phone = house.customer_with(HANDLE, &[&kit]).await;
        phone.crash_at(step);
        let mut whole = match connect(&phone).await {
            Ok(mut connection) => connection.make_link(&kit.unlock()).await.is_ok(),
            Err(_) => false,
        };
        phone.reboot();
        let link = connect(&phone).await.unwrap().make_link(&kit.unlock()).await.unwrap();
        let second = Phone::new(&house);
        second.crash_at(step);
        whole &= join(&second, &link.text, "tablet").await.is_ok();
        second.reboot();
        let joined = join(&second, &link.text, "tablet").await.unwrap_or_else(|e| panic!("after step {step}: {e}"));
        connect(&phone).await.unwrap().confirm_device(joined.device, &kit.unlock()).await.unwrap();
        second.crash_at(step);
        whole &= second.back_up(&wallet("tablet")).await.is_ok();
        second.reboot();
        second.back_up(&wallet("tablet")).await.unwrap_or_else(|e| panic!("after step {step}: {e}"));
        assert_eq!(connect(&phone).await.unwrap().devices().await.unwrap().len(), 2, "after step {step}");
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn p6_revoking_a_device() {
    for step in 0.. {
        let house = House::quick().await;
        let kit = OwnersKey::kit();
        let phone = house.customer_with(HANDLE, &[&kit]).await;
        let second = second_phone(&house, &phone, &kit).await;
        let content = wallet("tablet");
        second.back_up(&content).await.unwrap();
        let device = connect(&second).await.unwrap().device();
        let whole = ends_well(&house, &phone, step, async |c| c.revoke_device(device, &kit.unlock()).await).await;
        assert!(matches!(second.open_with(&kit).await, Err(Error::Refused { .. })), "after step {step}");
        assert_eq!(phone.open_with(&kit).await.unwrap(), content);
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn p7_removing_a_method() {
    for step in 0.. {
        let house = House::quick().await;
        let (kit, lost) = (OwnersKey::kit(), OwnersKey::kit());
        let phone = house.customer_with(HANDLE, &[&kit, &lost]).await;
        let content = wallet("kept");
        phone.back_up(&content).await.unwrap();
        let OwnersKey::Kit(id, _) = lost else { panic!("no kit") };
        let whole = ends_well(&house, &phone, step, async |c| c.remove_method(id, &kit.unlock()).await).await;
        assert!(phone.open_with(&lost).await.is_err(), "after step {step}");
        assert_eq!(phone.open_with(&kit).await.unwrap(), content);
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn p7_deleting_a_backup() {
    for step in 0.. {
        let (house, phone, kit) = settled().await;
        let content = wallet("kept");
        let old = phone.back_up(&content).await.unwrap().snapshot;
        let delete = async |c: &mut Connection<'_, Phone>| c.delete_snapshots(vec![old], &kit.unlock()).await;
        let whole = ends_well(&house, &phone, step, delete).await;
        assert!(connect(&phone).await.unwrap().snapshots().await.unwrap().newest().is_none(), "after step {step}");
        // What only the deleted one held is gone at the bank; a backup must not lean on it.
        house.clock.pass(25 * HOUR);
        phone.back_up(&content).await.unwrap_or_else(|error| panic!("after step {step}: {error}"));
        assert_eq!(phone.open_with(&kit).await.unwrap(), content, "after step {step}");
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn p7_choosing_a_longer_and_then_a_shorter_wait() {
    for step in 0.. {
        let (house, phone, kit) = settled().await;
        let mut whole = true;
        for seconds in [7200, 3600] {
            let choose = async |c: &mut Connection<'_, Phone>| c.set_recovery_wait(Some(seconds), &kit.unlock()).await;
            whole &= ends_well(&house, &phone, step, choose).await;
            assert_eq!(connect(&phone).await.unwrap().policy().await.unwrap().chosen, Some(seconds));
        }
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn p7_completing_by_id_a_change_that_was_asked_for() {
    for step in 0.. {
        let (house, phone, kit) = settled().await;
        let old = phone.back_up(&wallet("old")).await.unwrap().snapshot;
        let asked = connect(&phone).await.unwrap().delete_snapshots(vec![old], &kit.unlock()).await.unwrap();
        let intent = asked.waits().unwrap().intent;
        let whole = ends_well(&house, &phone, step, async |c| c.complete_intent(intent, &kit.unlock()).await).await;
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn p7_freezing_and_stopping() {
    for step in 0.. {
        let (_house, phone, kit) = settled().await;
        let old = phone.back_up(&wallet("old")).await.unwrap().snapshot;
        let asked = connect(&phone).await.unwrap().delete_snapshots(vec![old], &kit.unlock()).await.unwrap();
        let intent = asked.waits().unwrap().intent;
        let freeze = async || connect(&phone).await?.freeze().await;
        let stop = async || connect(&phone).await?.stop_intent(intent).await;
        phone.crash_at(step);
        let mut whole = freeze().await.is_ok();
        phone.reboot();
        let view = freeze().await.unwrap_or_else(|error| panic!("after step {step}: {error}"));
        assert!(view.lapses.is_some(), "after step {step}");
        phone.crash_at(step);
        whole &= stop().await.is_ok();
        phone.reboot();
        stop().await.unwrap_or_else(|error| panic!("after step {step}: {error}"));
        assert!(connect(&phone).await.unwrap().intents().await.unwrap().is_empty(), "after step {step}");
        if whole {
            return;
        }
    }
}

fn lost(since: Timestamp) -> Seen {
    Seen { face_to_face: true, lost_since: Some(since) }
}

#[tokio::test]
async fn p6_a_rotation_that_keeps_a_device_and_drops_what_came_since_the_loss() {
    for step in 0.. {
        let house = House::quick().await;
        let kit = OwnersKey::kit();
        let phone = house.customer_with(HANDLE, &[&kit]).await;
        let tablet = second_phone(&house, &phone, &kit).await;
        let content = wallet("mine");
        phone.back_up(&content).await.unwrap();
        house.clock.pass(HOUR);
        let since = house.clock.now();
        let thiefs = OwnersKey::kit();
        phone.add(&thiefs, Some(&kit)).await.unwrap();
        phone.back_up(&wallet("poison")).await.unwrap();
        let tablet_id = connect(&tablet).await.unwrap().device();
        let new = house.approved_phone_with(HANDLE, lost(since)).await;
        let options = RecoverOptions { keep_devices: vec![tablet_id], ..RecoverOptions::default() };
        new.crash_at(step);
        let whole = new.recover_with(&kit, &options).await.is_ok();
        new.reboot();
        match new.recover_with(&kit, &options).await {
            Ok((restored, rotation)) => {
                assert_eq!(restored, content, "after step {step}");
                assert_eq!(rotation.kept_devices, [tablet_id], "after step {step}");
            }
            // Nothing was left to do.
            Err(Error::Misuse(_)) => {}
            Err(error) => panic!("after step {step}: {error}"),
        }
        let connection = connect(&new).await.unwrap();
        assert_eq!(connection.enrolled().epoch, 2, "after step {step}: rotated once");
        tablet.open_with(&kit).await.unwrap_or_else(|error| panic!("the tablet after step {step}: {error}"));
        tablet.back_up(&content).await.unwrap_or_else(|error| panic!("the tablet after step {step}: {error}"));
        assert!(phone.open_with(&kit).await.is_err(), "after step {step}");
        assert!(new.open_with(&thiefs).await.is_err(), "after step {step}");
        new.open_with(&kit).await.unwrap();
        if whole {
            return;
        }
    }
}
