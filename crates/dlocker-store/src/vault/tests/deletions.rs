//! Deleted snapshots: hidden at once, gone once nothing refers to them, and nothing that is needed goes.

use dlocker_bank::snapshot::{PackRecord, PackState};
use dlocker_protocol::snapshot::{PackSet, SnapshotHeader, SnapshotName, SnapshotRef};
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

    /// Commits a snapshot with these packs of its own.
    async fn back_up(&self, packs: &[Pack], refers: &[SnapshotRef]) -> Answer<SnapshotName> {
        self.back_up_as(packs, refers, |_| {}).await
    }

    async fn back_up_as(
        &self,
        packs: &[Pack],
        refers: &[SnapshotRef],
        edit: impl FnOnce(&mut SnapshotHeader),
    ) -> Answer<SnapshotName> {
        let view = self.bank.vault.locker(self.phone.locker, self.phone.id, T0).await.unwrap();
        let mut header = self.bank.header(&self.phone, &self.owner, packs);
        header.number = view.chain.map_or(1, |head| head.number + 1);
        header.previous = view.chain.map(|head| head.digest);
        header.refers = refers.to_vec();
        edit(&mut header);
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

/// These packs of an earlier snapshot; its root's always.
fn needs(SnapshotName { id, digest }: SnapshotName, numbers: &[u32]) -> SnapshotRef {
    let mut packs = PackSet::root();
    numbers.iter().for_each(|number| packs.insert(*number));
    SnapshotRef { id, digest, packs }
}

#[tokio::test]
async fn of_a_deleted_snapshot_exactly_that_stays_which_a_kept_one_names() {
    let mut scene = Scene::new().await;
    let [root, a, b, c] = [scene.put().await, scene.put().await, scene.put().await, scene.put().await];
    let first = scene.back_up(&[root, a, b, c], &[]).await.unwrap();
    let second = scene.back_up(&[scene.put().await], &[needs(first, &[1, 3])]).await.unwrap();
    let third = scene.back_up(&[scene.put().await], &[needs(first, &[3])]).await.unwrap();
    assert_eq!(scene.swept().await, 6);
    scene.delete(&[first]).await.unwrap();
    assert_eq!(scene.swept().await, 5, "nobody names the third pack");
    scene.delete(&[second]).await.unwrap();
    assert_eq!(scene.swept().await, 3, "the root, the fourth, and the own pack of the third");
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
async fn p8_a_backup_refers_to_what_is_left_of_a_hidden_snapshot_and_to_nothing_else() {
    let mut scene = Scene::new().await;
    let first = scene.back_up(&[scene.put().await, scene.put().await, scene.put().await], &[]).await.unwrap();
    let second = scene.back_up(&[scene.put().await], &[needs(first, &[1])]).await.unwrap();
    let more = [scene.put().await];
    let beyond = scene.back_up(&more, &[needs(first, &[3])]).await;
    assert_eq!(code(beyond), ProblemCode::MissingPacks, "a pack that no header lists");
    scene.delete(&[first]).await.unwrap();
    assert_eq!(code(scene.back_up(&more, &[needs(first, &[2])]).await), ProblemCode::MissingPacks);
    let third = scene.back_up(&[scene.put().await], &[needs(first, &[1])]).await.unwrap();
    scene.delete(&[second, third]).await.unwrap();
    assert_eq!(code(scene.back_up(&more, &[needs(first, &[])]).await), ProblemCode::MissingPacks);
    scene.back_up(&more, &[]).await.unwrap();
    assert_eq!(scene.swept().await, 1);
}

#[tokio::test]
async fn a_whole_backup_lets_go_of_a_part_and_keeps_what_it_uses_of_it() {
    let scene = Scene::new().await;
    let packs = [scene.put().await, scene.put().await, scene.put().await];
    let part = scene.back_up_as(&packs, &[], |header| header.part = true).await.unwrap();
    let (own, used) = ([scene.put().await], [needs(part, &[2])]);
    scene.back_up_as(&own, &used, |header| header.drops = vec![part.id]).await.unwrap();
    assert_eq!(scene.swept().await, 3, "its own, the part's root and one more");
    let again = scene.back_up_as(&[scene.put().await], &[], |header| header.drops = vec![part.id]).await;
    assert_eq!(code(again), ProblemCode::Forbidden, "it is let go already");
}

#[tokio::test]
async fn p7_a_header_lets_go_of_no_backup_and_a_part_of_nothing() {
    let scene = Scene::new().await;
    let whole = scene.back_up(&[scene.put().await], &[]).await.unwrap();
    let part = scene.back_up_as(&[scene.put().await], &[], |header| header.part = true).await.unwrap();
    let unknown = SnapshotId::random(&mut rng());
    let pack = [scene.put().await];
    for (is_part, drops) in
        [(false, vec![whole.id]), (false, vec![unknown]), (false, vec![part.id, part.id]), (true, vec![part.id])]
    {
        let refused = scene.back_up_as(&pack, &[], |header| (header.part, header.drops) = (is_part, drops)).await;
        assert_eq!(code(refused), ProblemCode::Forbidden);
    }
    assert_eq!(scene.swept().await, 3, "nothing went");
}

#[tokio::test]
async fn a_deletion_that_waited_is_carried_out_though_the_snapshot_was_let_go_meanwhile() {
    let mut scene = Scene::new().await;
    let part = scene.back_up_as(&[scene.put().await], &[], |header| header.part = true).await.unwrap();
    scene.back_up_as(&[scene.put().await], &[], |header| header.drops = vec![part.id]).await.unwrap();
    scene.delete(&[part]).await.unwrap();
    assert_eq!(code(scene.delete(&[part]).await), ProblemCode::Malformed, "once");
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
    /// New packs, then packs of earlier snapshots: the place of one among those that have some left, and of a pack of it.
    BackUp(usize, Vec<(usize, usize)>),
    /// A part, and a whole one that lets it go and uses one pack of it.
    Resume,
    Delete(Vec<usize>),
    Sweep,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let some = || prop::collection::vec((0..20_usize, 0..4_usize), 0..4);
    let act = prop_oneof![
        4 => (1..4_usize, some()).prop_map(|(new, needed)| Act::BackUp(new, needed)),
        1 => Just(Act::Resume),
        3 => prop::collection::vec(0..20_usize, 1..4).prop_map(Act::Delete),
        1 => Just(Act::Sweep),
    ];
    prop::collection::vec(act, 1..16)
}

/// A snapshot as the test remembers it.
struct Made {
    name: SnapshotName,
    packs: Vec<Pack>,
    refers: Vec<SnapshotRef>,
    kept: bool,
}

/// What was made, and what of it must be there: by looking at every kept snapshot afresh.
#[derive(Default)]
struct History(Vec<Made>);

impl History {
    fn find(&self, id: SnapshotId) -> &Made {
        self.0.iter().find(|made| made.name.id == id).unwrap()
    }

    fn needed(&self) -> std::collections::BTreeMap<PackId, Vec<u8>> {
        let mut needed = std::collections::BTreeMap::new();
        for made in self.0.iter().filter(|made| made.kept) {
            needed.extend(made.packs.iter().cloned());
            for refers in &made.refers {
                let packs = &self.find(refers.id).packs;
                needed.extend(refers.packs.iter().map(|number| packs[number as usize].clone()));
            }
        }
        needed
    }

    /// References to what is there still.
    fn references(&self, wanted: &[(usize, usize)]) -> Vec<SnapshotRef> {
        let needed = self.needed();
        let there: Vec<_> = self.0.iter().filter(|made| needed.contains_key(&made.packs[0].0)).collect();
        let mut refers: Vec<SnapshotRef> = Vec::new();
        for (which, pack) in wanted.iter().filter(|_| !there.is_empty()) {
            let made = there[which % there.len()];
            let pack = pack % made.packs.len();
            let number = if needed.contains_key(&made.packs[pack].0) { pack as u32 } else { 0 };
            match refers.iter_mut().find(|one| one.id == made.name.id) {
                Some(one) => one.packs.insert(number),
                None => refers.push(needs(made.name, &[number])),
            }
        }
        refers
    }

    fn add(&mut self, name: SnapshotName, packs: Vec<Pack>, refers: Vec<SnapshotRef>) {
        self.0.push(Made { name, packs, refers, kept: true });
    }

    fn hide(&mut self, ids: &[SnapshotName]) {
        self.0.iter_mut().filter(|made| ids.contains(&made.name)).for_each(|made| made.kept = false);
    }

    fn picked(&self, places: &[usize]) -> Vec<SnapshotName> {
        let kept: Vec<_> = self.0.iter().filter(|made| made.kept).map(|made| made.name).collect();
        let mut chosen: Vec<_> = places.iter().filter_map(|at| kept.get(at % kept.len().max(1)).copied()).collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }
}

async fn act(scene: &mut Scene, history: &mut History, act: Act) {
    match act {
        Act::BackUp(new, wanted) => {
            let mut packs = Vec::new();
            for _ in 0..new {
                packs.push(scene.put().await);
            }
            let refers = history.references(&wanted);
            let name = scene.back_up(&packs, &refers).await.unwrap();
            history.add(name, packs, refers);
        }
        Act::Resume => {
            let packs = vec![scene.put().await, scene.put().await, scene.put().await];
            let part = scene.back_up_as(&packs, &[], |header| header.part = true).await.unwrap();
            history.add(part, packs, vec![]);
            let (own, refers) = (vec![scene.put().await], vec![needs(part, &[1])]);
            let name = scene.back_up_as(&own, &refers, |header| header.drops = vec![part.id]).await.unwrap();
            history.add(name, own, refers);
            history.hide(&[part]);
        }
        Act::Delete(places) => {
            let ids = history.picked(&places);
            if !ids.is_empty() {
                scene.delete(&ids).await.unwrap();
                history.hide(&ids);
            }
        }
        Act::Sweep => assert_eq!(scene.swept().await, history.needed().len() as u64),
    }
}

async fn walk(acts: Vec<Act>) {
    let mut scene = Scene::new().await;
    let mut history = History::default();
    for one in acts {
        act(&mut scene, &mut history, one).await;
    }
    // Exactly what kept snapshots name is there, and can be read; the folder has no file more.
    assert_eq!(scene.swept().await, history.needed().len() as u64);
    scene.bank.unlock(&scene.phone, &scene.pin, T0).await.unwrap();
    for (id, bytes) in history.needed() {
        let read = scene.bank.vault.get_pack(scene.phone.locker, scene.phone.id, id, T0).await;
        assert_eq!(read, Ok(bytes));
    }
    let locker = scene.phone.locker;
    let mut files = scene.bank.vault.blob(move |blobs| blobs.list(locker)).await.unwrap();
    files.sort_unstable();
    assert_eq!(files, history.needed().into_keys().collect::<Vec<_>>());
    let rest = history.picked(&(0..history.0.len()).collect::<Vec<_>>());
    if !rest.is_empty() {
        scene.delete(&rest).await.unwrap();
    }
    assert_eq!(scene.swept().await, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn p7_after_any_order_of_changes_the_bank_has_exactly_the_packs_that_kept_snapshots_need(acts in acts()) {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(walk(acts));
    }
}
