//! What goes by the owner's rule: by the bank's own clock, and nothing else.

use dlocker_protocol::roster::Retention;
use dlocker_protocol::snapshot::SnapshotHeader;

use super::*;

const HOUR: u64 = 3600 * 1000;
const DAY: u64 = 24 * HOUR;

/// A bank, and a phone whose owner keeps the last one, and what is younger than a day.
struct Scene {
    bank: Bank,
    phone: Phone,
    owner: Owner,
}

impl Scene {
    async fn new() -> Self {
        let mut limits = limits();
        limits.changes.wait = 0;
        let bank = Bank::open(limits);
        let (phone, mut owner, pin) = bank.with_pin("owner@example.com").await;
        let rule =
            Retention { young: DAY / 1000, last: Some(1), daily: None, weekly: None, monthly: None, yearly: None };
        let mut roster = bank.roster(&owner, &[&phone], &[&pin]);
        roster.policy.retention = Some(rule);
        let request = bank.request(&owner, roster.clone(), Vec::new());
        bank.vault.publish_roster(phone.locker, phone.id, &bank.nonce(T0).await, request, T0).await.unwrap();
        owner.current = Some(roster);
        Self { bank, phone, owner }
    }

    /// Puts a backup in at `now`, which says of itself what `edit` makes of that.
    async fn back_up(&self, now: Timestamp, edit: impl FnOnce(&mut SnapshotHeader)) -> Answer<SnapshotId> {
        let view = self.bank.vault.locker(self.phone.locker, self.phone.id, now).await.unwrap();
        let mut header = self.bank.header(&self.phone, &self.owner, &[self.bank.put(&self.phone, now).await]);
        header.number = view.chain.map_or(1, |head| head.number + 1);
        header.previous = view.chain.map(|head| head.digest);
        header.created = now;
        edit(&mut header);
        let id = header.id;
        self.bank.commit(&self.phone, header, now).await?;
        Ok(id)
    }
}

#[tokio::test]
async fn what_the_rule_does_not_keep_goes_with_a_backup_and_its_room_too() {
    let scene = Scene::new().await;
    let first = scene.back_up(T0, |_| {}).await.unwrap();
    let second = scene.back_up(later(HOUR), |_| {}).await.unwrap();
    let early = scene.back_up(later(DAY), |header| header.drops = vec![first]).await;
    assert_eq!(code(early), ProblemCode::Forbidden, "nothing but it is a day old");
    let newest = scene.back_up(later(DAY + HOUR), |header| header.drops = vec![second]).await;
    assert_eq!(code(newest), ProblemCode::Forbidden, "the last of those that are a day old stays");
    scene.back_up(later(DAY + HOUR), |header| header.drops = vec![first]).await.unwrap();
    scene.bank.vault.sweep(later(DAY + HOUR)).await;
    let view = scene.bank.vault.locker(scene.phone.locker, scene.phone.id, later(DAY + HOUR)).await.unwrap();
    // Two that were put in, and the packs of the two that were refused, which have their day.
    assert_eq!(view.used >> 16, 4);
    assert_eq!(scene.bank.findings(), []);
}

#[tokio::test]
async fn p7_nobody_puts_in_what_is_old_already() {
    let scene = Scene::new().await;
    let honest = scene.back_up(T0, |_| {}).await.unwrap();
    let now = later(5 * DAY);
    scene.back_up(now, |header| header.created = later(DAY)).await.unwrap();
    let pushed = scene.back_up(later(5 * DAY + HOUR), |header| header.drops = vec![honest]).await;
    assert_eq!(code(pushed), ProblemCode::Forbidden, "by the bank's clock it came an hour ago");
    scene.back_up(later(6 * DAY), |header| header.drops = vec![honest]).await.unwrap();
}

#[tokio::test]
async fn p7_nobody_lets_history_go_by_a_clock_that_is_ahead() {
    let scene = Scene::new().await;
    let first = scene.back_up(T0, |_| {}).await.unwrap();
    scene.back_up(later(HOUR), |_| {}).await.unwrap();
    let ahead = |minutes: u64| {
        move |header: &mut SnapshotHeader| {
            header.created = later(2 * DAY + minutes * 60_000);
            header.drops = vec![first];
        }
    };
    assert_eq!(code(scene.back_up(later(2 * DAY), ahead(11)).await), ProblemCode::Skew);
    scene.back_up(later(2 * DAY), ahead(9)).await.unwrap();
}

#[tokio::test]
async fn p7_nothing_goes_while_the_locker_is_frozen_or_somebody_asks_to_recover_it() {
    let scene = Scene::new().await;
    let first = scene.back_up(T0, |_| {}).await.unwrap();
    scene.back_up(later(HOUR), |_| {}).await.unwrap();
    let drops = |header: &mut SnapshotHeader| header.drops = vec![first];
    let (case, _, said) = scene.bank.case("owner@example.com", later(2 * DAY)).await;
    scene.bank.approve(0, case, &said.to_string(), later(2 * DAY)).await.unwrap();
    assert_eq!(code(scene.back_up(later(2 * DAY), drops).await), ProblemCode::Forbidden, "a case with evidence");
    let scene = Scene::new().await;
    let first = scene.back_up(T0, |_| {}).await.unwrap();
    scene.back_up(later(HOUR), |_| {}).await.unwrap();
    let drops = |header: &mut SnapshotHeader| header.drops = vec![first];
    let (locker, device) = (scene.phone.locker, scene.phone.id);
    scene.bank.vault.freeze(locker, device, &scene.bank.nonce(later(2 * DAY)).await, later(2 * DAY)).await.unwrap();
    assert_eq!(code(scene.back_up(later(2 * DAY), drops).await), ProblemCode::Forbidden, "frozen");
    scene.back_up(later(2 * DAY), |_| {}).await.unwrap();
    scene.back_up(later(30 * DAY), drops).await.unwrap();
}
