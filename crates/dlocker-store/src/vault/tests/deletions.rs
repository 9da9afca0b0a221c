//! Deleted snapshots: hidden at once, gone once nothing refers to them, and nothing that is needed goes.

use dlocker_bank::snapshot::{PackRecord, PackState};
use dlocker_protocol::snapshot::{PackSet, SnapshotName, SnapshotRef};
use proptest::prelude::*;

use super::*;

type Pack = (PackId, Vec<u8>);

/// A bank where changes do not wait, a phone, and what it has put in.
struct Scene {
    bank: Bank,
    phone: Phone,
    owner: Owner,
    pin: Method,
}

impl Scene {
    async fn new() -> Self {
        let mut limits = limits();
        limits.changes.wait = 0;
        let bank = Bank::open(limits);
        let (phone, owner, pin) = bank.with_pin("owner@example.com").await;
        Self { bank, phone, owner, pin }
    }

    async fn back_up(&self, packs: &[Pack], refers: &[SnapshotName]) -> Answer<SnapshotName> {
        let view = self.bank.vault.locker(self.phone.locker, self.phone.id, T0).await.unwrap();
        let mut header = self.bank.header(&self.phone, &self.owner, packs);
        header.number = view.chain.map_or(1, |head| head.number + 1);
        header.previous = view.chain.map(|head| head.digest);
        let whole = |SnapshotName { id, digest }: &_| SnapshotRef { id: *id, digest: *digest, packs: PackSet::root() };
        header.refers = refers.iter().map(whole).collect();
        let id = header.id;
        Ok(SnapshotName { id, digest: self.bank.commit(&self.phone, header, T0).await? })
    }

    async fn delete(&mut self, snapshots: &[SnapshotName]) -> Answer<()> {
        let mut roster = self.bank.roster(&self.owner, &[&self.phone], &[&self.pin]);
        roster.deleted = snapshots.iter().map(|one| one.id).collect();
        roster.deleted.sort_unstable();
        let request = self.bank.request(&self.owner, roster.clone(), parts(&[&self.pin]));
        let nonce = self.bank.nonce(T0).await;
        self.bank.vault.publish_roster(self.phone.locker, self.phone.id, &nonce, request, T0).await?;
        self.owner.current = Some(roster);
        Ok(())
    }

    /// Bytes used after a sweep, with a look by the doctor before and after it.
    async fn swept(&self) -> u64 {
        assert_eq!(self.bank.findings(), []);
        self.bank.vault.sweep(T0).await;
        assert_eq!(self.bank.findings(), []);
        self.bank.vault.locker(self.phone.locker, self.phone.id, T0).await.unwrap().used >> 16
    }

    async fn put(&self) -> Pack {
        self.bank.put(&self.phone, T0).await
    }
}

#[tokio::test]
async fn what_a_later_snapshot_needs_stays_until_that_is_deleted_too() {
    let mut scene = Scene::new().await;
    let (a, b, c) = (scene.put().await, scene.put().await, scene.put().await);
    let first = scene.back_up(std::slice::from_ref(&a), &[]).await.unwrap();
    let second = scene.back_up(&[b], &[first]).await.unwrap();
    let third = scene.back_up(&[c, a], &[second]).await.unwrap();
    scene.delete(&[first]).await.unwrap();
    assert_eq!(scene.swept().await, 3, "the second refers to the first");
    scene.delete(&[second]).await.unwrap();
    assert_eq!(scene.swept().await, 3, "the third refers to the second, and so to the first");
    scene.delete(&[third]).await.unwrap();
    assert_eq!(scene.swept().await, 0, "nothing is needed any more, and none of it is a day old");
    let page = scene.bank.vault.snapshots(scene.phone.locker, scene.phone.id, 0).await.unwrap();
    assert_eq!(page.snapshots.len(), 3, "headers stay, so that chains can be checked");
}

#[tokio::test]
async fn a_pack_of_two_snapshots_goes_with_the_second() {
    let mut scene = Scene::new().await;
    let (shared, own) = (scene.put().await, scene.put().await);
    let first = scene.back_up(&[shared.clone(), own], &[]).await.unwrap();
    let second = scene.back_up(&[shared.clone(), shared], &[]).await.unwrap();
    scene.delete(&[first]).await.unwrap();
    assert_eq!(scene.swept().await, 1);
    scene.delete(&[second]).await.unwrap();
    assert_eq!(scene.swept().await, 0);
}

#[tokio::test]
async fn p8_a_backup_refers_to_a_hidden_snapshot_and_not_to_a_released_one() {
    let mut scene = Scene::new().await;
    let first = scene.back_up(&[scene.put().await], &[]).await.unwrap();
    let second = scene.back_up(&[scene.put().await], &[first]).await.unwrap();
    scene.delete(&[first]).await.unwrap();
    let third = scene.back_up(&[scene.put().await], &[first]).await.unwrap();
    scene.delete(&[second, third]).await.unwrap();
    let more = scene.put().await;
    assert_eq!(code(scene.back_up(std::slice::from_ref(&more), &[first]).await), ProblemCode::MissingPacks);
    scene.back_up(&[more], &[]).await.unwrap();
    assert_eq!(scene.swept().await, 1);
}

#[tokio::test]
async fn an_unknown_or_deleted_snapshot_is_not_deleted_and_nothing_is_kept() {
    let mut scene = Scene::new().await;
    let first = scene.back_up(&[scene.put().await], &[]).await.unwrap();
    let unknown = SnapshotName { id: SnapshotId::random(&mut rng()), ..first };
    assert_eq!(code(scene.delete(&[first, unknown]).await), ProblemCode::Malformed);
    let deleted = |event: &log::Event| matches!(event, log::Event::SnapshotDeleted { .. });
    assert!(!scene.bank.events(&scene.phone).await.iter().any(deleted));
    scene.delete(&[first]).await.unwrap();
    assert_eq!(code(scene.delete(&[first]).await), ProblemCode::Malformed);
    let events = scene.bank.events(&scene.phone).await;
    assert_eq!(events.iter().filter(|event| deleted(event)).count(), 1);
}

#[tokio::test]
async fn a_pack_that_is_put_again_before_it_is_collected_stays() {
    let mut scene = Scene::new().await;
    let pack = scene.put().await;
    let first = scene.back_up(std::slice::from_ref(&pack), &[]).await.unwrap();
    scene.delete(&[first]).await.unwrap();
    let (bytes, digest) = (bytes::Bytes::from(pack.1.clone()), Digest::plain(&pack.1));
    scene.bank.vault.put_pack(scene.phone.locker, scene.phone.id, pack.0, bytes, digest, T0).await.unwrap();
    assert_eq!(scene.swept().await, 1);
    scene.back_up(&[pack], &[]).await.unwrap();
}

#[tokio::test]
async fn a_bank_that_was_killed_while_it_collected_goes_on_with_it() {
    for unlinked in [false, true] {
        let mut scene = Scene::new().await;
        let pack = scene.put().await;
        let first = scene.back_up(std::slice::from_ref(&pack), &[]).await.unwrap();
        scene.delete(&[first]).await.unwrap();
        let (locker, id) = (scene.phone.locker, pack.0);
        let mark = move |books: &mut super::super::books::Books<'_>, _: &mut _| {
            let record = books.tx.pack(id)?.unwrap();
            Ok(books.tx.put_pack(id, &PackRecord { state: PackState::Collecting, ..record })?)
        };
        scene.bank.vault.change(locker, super::super::books::Asked::by_bank(T0), mark).await.unwrap();
        if unlinked {
            scene.bank.vault.blob(move |blobs| blobs.delete(locker, id)).await.unwrap();
        }
        assert_eq!(code(scene.back_up(&[pack], &[]).await), ProblemCode::MissingPacks, "what is going is not there");
        assert_eq!(scene.swept().await, 0);
    }
}

#[derive(Clone, Debug)]
enum Act {
    /// New packs, shared earlier packs and earlier snapshots, by their places among those there are.
    BackUp(usize, Vec<usize>, Vec<usize>),
    Delete(Vec<usize>),
    Sweep,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let some = || prop::collection::vec(0..20_usize, 0..3);
    let act = prop_oneof![
        3 => (1..3_usize, some(), some()).prop_map(|(new, packs, refers)| Act::BackUp(new, packs, refers)),
        2 => prop::collection::vec(0..20_usize, 1..4).prop_map(Act::Delete),
        1 => Just(Act::Sweep),
    ];
    prop::collection::vec(act, 1..14)
}

/// Snapshots with their packs and whether they are deleted.
type Made = Vec<(SnapshotName, Vec<Pack>, bool)>;

fn picked<'m>(made: &'m Made, places: &[usize], deleted: bool) -> Vec<&'m (SnapshotName, Vec<Pack>, bool)> {
    let fitting: Vec<_> = made.iter().filter(|(_, _, is_deleted)| *is_deleted == deleted).collect();
    let mut chosen: Vec<_> = places.iter().filter_map(|place| fitting.get(place % fitting.len().max(1))).collect();
    chosen.sort_by_key(|(snapshot, ..)| snapshot.id);
    chosen.dedup_by_key(|(snapshot, ..)| snapshot.id);
    chosen.into_iter().copied().collect()
}

async fn walk(acts: Vec<Act>) {
    let mut scene = Scene::new().await;
    let mut made: Made = Vec::new();
    for act in acts {
        match act {
            Act::BackUp(new, shared, refers) => {
                let mut packs = Vec::new();
                for _ in 0..new {
                    packs.push(scene.put().await);
                }
                packs.extend(picked(&made, &shared, false).into_iter().map(|(_, packs, _)| packs[0].clone()));
                let refers: Vec<_> = picked(&made, &refers, false).into_iter().map(|(one, ..)| *one).collect();
                made.push((scene.back_up(&packs, &refers).await.unwrap(), packs, false));
            }
            Act::Delete(places) => {
                let ids: Vec<_> = picked(&made, &places, false).into_iter().map(|(one, ..)| *one).collect();
                if !ids.is_empty() {
                    scene.delete(&ids).await.unwrap();
                }
                made.iter_mut().filter(|(one, ..)| ids.contains(one)).for_each(|(_, _, deleted)| *deleted = true);
            }
            Act::Sweep => drop(scene.swept().await),
        }
    }
    // Every pack of a snapshot that is kept can still be read.
    scene.swept().await;
    scene.bank.unlock(&scene.phone, &scene.pin, T0).await.unwrap();
    for (id, bytes) in made.iter().filter(|(_, _, deleted)| !deleted).flat_map(|(_, packs, _)| packs) {
        let read = scene.bank.vault.get_pack(scene.phone.locker, scene.phone.id, *id, T0).await;
        assert_eq!(read.as_ref(), Ok(bytes));
    }
    let rest: Vec<_> = made.iter().filter(|(_, _, deleted)| !deleted).map(|(one, ..)| *one).collect();
    if !rest.is_empty() {
        scene.delete(&rest).await.unwrap();
    }
    assert_eq!(scene.swept().await, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn p7_whatever_is_deleted_in_whatever_order_nothing_kept_goes_and_everything_goes_at_last(acts in acts()) {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(walk(acts));
    }
}
