//! Snapshots of the bank's own, snapshots that are missing, snapshots in another order.

use dlocker_client::platform::{HttpRequest, HttpResponse};
use dlocker_protocol::signature::{Draft, Signed, SigningKey};
use dlocker_protocol::snapshot::{SnapshotHeader, SnapshotsPage};
use dlocker_protocol::{DeviceId, SnapshotId};
use dlocker_stories::in_process::{Meddler, OwnersKey, wallet};

use super::forger::rng;
use super::{Stage, is_damaged};

type Headers = Vec<Signed<SnapshotHeader>>;

/// Changes the list of snapshots.
struct Lists(fn(&mut Headers));

impl Meddler for Lists {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if request.url.contains("/snapshots?after=") {
            let mut page: SnapshotsPage = serde_json::from_slice(&response.body).unwrap();
            (self.0)(&mut page.snapshots);
            response.body = serde_json::to_vec(&page).unwrap();
        }
    }
}

fn newest(headers: &Headers) -> SnapshotHeader {
    headers.last().unwrap().unverified().clone()
}

fn signed(header: SnapshotHeader) -> Signed<SnapshotHeader> {
    Draft::new(header).sign(&SigningKey::random(&mut rng()))
}

/// By a device of the bank's own.
fn by_another_device(headers: &mut Headers) {
    let key = SigningKey::random(&mut rng());
    let device = DeviceId::of(&key.public_key());
    let id = SnapshotId::random(&mut rng());
    let header = SnapshotHeader { device, id, number: 1, previous: None, ..newest(headers) };
    headers.push(Draft::new(header).sign(&key));
}

/// In the name of the owner's device, which never signed it.
fn in_the_devices_name(headers: &mut Headers) {
    let before = headers.last().unwrap();
    let (number, previous) = (before.unverified().number + 1, Some(before.digest()));
    let id = SnapshotId::random(&mut rng());
    headers.push(signed(SnapshotHeader { id, number, previous, ..newest(headers) }));
}

/// The real one, altered.
fn altered(headers: &mut Headers) {
    let mut header = newest(headers);
    header.packs.reverse();
    header.created = header.created.plus_millis(1);
    *headers.last_mut().unwrap() = signed(header);
}

fn without_the_newest(headers: &mut Headers) {
    headers.pop();
}

fn without_the_first(headers: &mut Headers) {
    headers.remove(0);
}

fn twice(headers: &mut Headers) {
    headers.push(headers.last().unwrap().clone());
}

fn none(headers: &mut Headers) {
    headers.clear();
}

const LIES: [fn(&mut Headers); 7] =
    [by_another_device, in_the_devices_name, altered, without_the_newest, without_the_first, twice, none];

#[tokio::test(flavor = "multi_thread")]
async fn p8_forged_and_missing_snapshots_are_noticed_by_the_device_that_made_them() {
    let mut stage = Stage::set().await;
    stage.content = wallet("second");
    stage.old.back_up(&stage.content).await.unwrap();
    for lie in LIES {
        stage.old.meddle(Lists(lie));
        stage.old_phone_is_not_fooled().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_forged_and_missing_snapshots_are_noticed_by_a_new_phone() {
    let mut stage = Stage::set().await;
    stage.content = wallet("second");
    stage.old.back_up(&stage.content).await.unwrap();
    for lie in LIES {
        stage.new.meddle(Lists(lie));
        is_damaged(&stage.new.go_on_with_recovery(&stage.kit).await);
    }
    stage.new_phone_is_not_fooled_after_all().await;
}

impl Stage {
    async fn new_phone_is_not_fooled_after_all(&self) {
        self.new.trust_again();
        assert_eq!(self.new.go_on_with_recovery(&self.kit).await.unwrap(), self.content);
    }
}

/// The replaced phone's last backup comes before the new phone's first, and is not passed off as the newest; nor is it left out.
#[tokio::test(flavor = "multi_thread")]
async fn p8_after_a_rotation_the_old_phones_backups_stay_where_they_were() {
    let stage = Stage::set().await;
    stage.new_phone_is_not_fooled_after_all().await;
    let content = wallet("on the new phone");
    stage.new.back_up(&content).await.unwrap();
    // A phone that has not seen the newest backup itself: nothing but the list tells it.
    let third = stage.house.approved_phone(super::HANDLE).await;
    let lies: [fn(&mut Headers); 3] = [|all| all.reverse(), without_the_first, without_the_newest];
    for lie in lies {
        for phone in [&stage.new, &third] {
            phone.meddle(Lists(lie));
        }
        is_damaged(&stage.new.open_with(&stage.kit).await);
        is_damaged(&stage.new.back_up(&content).await.and(Err::<(), _>(dlocker_client::Error::Damaged(String::new()))));
    }
    stage.new.trust_again();
    is_damaged(&third.go_on_with_recovery(&stage.kit).await);
    third.trust_again();
    assert_eq!(third.go_on_with_recovery(&stage.kit).await.unwrap(), content);
}

/// A device that has opened a backup, though it did not make it, misses it.
#[tokio::test(flavor = "multi_thread")]
async fn p8_a_backup_that_was_opened_here_does_not_disappear() {
    let stage = Stage::set().await;
    stage.new_phone_is_not_fooled_after_all().await;
    stage.new.back_up(&wallet("newer")).await.unwrap();
    let copy = stage.new.copied();
    copy.back_up(&wallet("newest, by the copy")).await.unwrap();
    let connection = &mut dlocker_client::connect(&stage.new).await.unwrap();
    connection.rehearse(&stage.kit.unlock()).await.unwrap();
    stage.new.meddle(Lists(without_the_newest));
    is_damaged(&stage.new.open_with(&stage.kit).await);
    stage.new.add(&OwnersKey::kit(), Some(&stage.kit)).await.unwrap();
}

/// Pages that lead nowhere.
struct Nowhere;

impl Meddler for Nowhere {
    fn after(&mut self, request: &HttpRequest, response: &mut HttpResponse) {
        if let Some((_, after)) = request.url.split_once("/snapshots?after=") {
            let next = Some(after.parse::<u64>().unwrap() + 1);
            response.body = serde_json::to_vec(&SnapshotsPage { snapshots: Vec::new(), next }).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_snapshots_without_end_is_not_read_on() {
    let stage = Stage::set().await;
    stage.old.meddle(Nowhere);
    stage.old_phone_is_not_fooled().await;
}
