//! The owner's rule about old backups, over days and weeks: one clock for the bank and all phones.

use dlocker_client::{Changed, Connection, Error, Keep, connect};
use dlocker_protocol::roster::Retention;
use dlocker_protocol::{SnapshotId, Timestamp};
use dlocker_stories::in_process::{House, InMemory, OwnersKey, Phone, wallet};

use super::{HOUR, second_phone, settled, waits};

const DAY: u64 = 24 * HOUR;

/// The rule is chosen, waits, and holds.
async fn keep(house: &House, phone: &Phone, kit: &OwnersKey, keep: Keep) {
    let mut connection = connect(phone).await.unwrap();
    let waiting = waits(connection.set_retention(keep, &kit.unlock()).await.unwrap());
    assert_eq!(connection.policy().await.unwrap().retention, None, "nothing is changed before it is due");
    house.clock.pass(25 * HOUR);
    assert_eq!(connection.complete_intent(waiting.intent, &kit.unlock()).await.unwrap(), Changed::Done);
}

async fn listed(phone: &Phone) -> Vec<SnapshotId> {
    let snapshots = connect(phone).await.unwrap().snapshots().await.unwrap();
    snapshots.headers().iter().map(|header| header.id).collect()
}

async fn times(phone: &Phone) -> Vec<Timestamp> {
    let snapshots = connect(phone).await.unwrap().snapshots().await.unwrap();
    snapshots.headers().iter().map(|header| header.created).collect()
}

async fn rule(connection: &mut Connection<'_, Phone>) -> Option<Retention> {
    connection.policy().await.unwrap().retention
}

#[tokio::test]
async fn old_backups_go_by_the_rule_and_what_is_left_comes_back_whole() {
    let (house, phone, kit) = settled().await;
    let mut content = wallet("a");
    let mut made = Vec::new();
    for day in 0..10 {
        content.insert(format!("day-{day}.txt"), vec![day; 70_000]);
        made.push(phone.back_up(&content).await.unwrap().snapshot);
        house.clock.pass(DAY);
    }
    assert_eq!(listed(&phone).await, made, "without a rule everything stays");
    keep(&house, &phone, &kit, Keep { daily: Some(3), ..Keep::default() }).await;
    assert_eq!(listed(&phone).await, made, "nothing goes before the next backup");
    let used = connect(&phone).await.unwrap().status().await.unwrap().locker.used;
    content.retain(|name, _| name != "large.bin");
    let done = phone.back_up(&content).await.unwrap();
    let mut gone = made[..7].to_vec();
    gone.sort_unstable();
    assert_eq!(done.let_go, gone);
    made.push(done.snapshot);
    assert_eq!(listed(&phone).await, made[7..]);
    assert_eq!(phone.open_with(&kit).await.unwrap(), content);
    house.clock.pass(2 * DAY);
    let sent = phone.back_up(&content).await.unwrap();
    assert_eq!(sent.let_go, [made[7]]);
    let mut connection = connect(&phone).await.unwrap();
    let unlocked = connection.unlock(&kit.unlock()).await.unwrap();
    for id in listed(&phone).await {
        let mut open = connection.open_snapshot(&unlocked, Some(id)).await.unwrap().unwrap();
        assert!(InMemory::fetch(&connection, &mut open).await.unwrap().contains_key("day-7.txt"));
    }
    assert!(used > 0);
}

#[tokio::test]
async fn p7_a_thief_with_the_phone_cannot_push_the_history_out() {
    let (house, phone, kit) = settled().await;
    keep(&house, &phone, &kit, Keep { last: Some(2), daily: Some(2), ..Keep::default() }).await;
    let content = wallet("a");
    let mut honest = Vec::new();
    for _ in 0..4 {
        honest.push(phone.back_up(&content).await.unwrap().snapshot);
        house.clock.pass(DAY);
    }
    let before = listed(&phone).await;
    let thief = phone.copied();
    for number in 0..40 {
        thief.back_up(&wallet(&format!("of the thief {number}"))).await.unwrap();
        house.clock.pass(HOUR / 40);
    }
    let after = listed(&phone).await;
    assert!(before[before.len() - 2..].iter().all(|id| after.contains(id)), "yesterday's stays");
    assert!(honest[2..].iter().all(|id| after.contains(id)));
}

#[tokio::test]
async fn p7_keeping_less_waits_and_keeping_more_is_at_once() {
    let (house, phone, kit) = settled().await;
    let days = |daily| Keep { daily: Some(daily), ..Keep::default() };
    keep(&house, &phone, &kit, days(7)).await;
    let mut connection = connect(&phone).await.unwrap();
    assert_eq!(rule(&mut connection).await.unwrap().daily, Some(7));
    assert_eq!(connection.set_retention(days(30), &kit.unlock()).await.unwrap(), Changed::Done);
    let fewer = waits(connection.set_retention(days(29), &kit.unlock()).await.unwrap());
    assert_eq!(waits(connection.set_retention(days(29), &kit.unlock()).await.unwrap()), fewer, "no second intent");
    connection.stop_intent(fewer.intent).await.unwrap();
    house.clock.pass(25 * HOUR);
    let over = connection.complete_intent(fewer.intent, &kit.unlock()).await.unwrap_err();
    assert!(matches!(over, Error::Refused { code: "intent-over", .. }), "{over}");
    assert_eq!(rule(&mut connection).await.unwrap().daily, Some(30));
    assert_eq!(connection.set_retention(Keep::default(), &kit.unlock()).await.unwrap(), Changed::Done);
    assert_eq!(rule(&mut connection).await, None);
    let nothing = connection.set_retention(Keep { last: Some(0), ..Keep::default() }, &kit.unlock()).await;
    assert!(matches!(nothing, Err(Error::Misuse(_))));
}

#[tokio::test]
async fn each_device_lets_go_of_its_own_and_every_device_believes_the_list() {
    let (house, phone, kit) = settled().await;
    let tablet = second_phone(&house, &phone, &kit).await;
    keep(&house, &phone, &kit, Keep { last: Some(1), ..Keep::default() }).await;
    let of_tablet = tablet.back_up(&wallet("b")).await.unwrap().snapshot;
    for _ in 0..4 {
        phone.back_up(&wallet("a")).await.unwrap();
        house.clock.pass(2 * DAY);
    }
    let seen = listed(&tablet).await;
    assert_eq!(seen, listed(&phone).await);
    assert!(seen.contains(&of_tablet), "the newest of a device stays, however old");
    assert_eq!(seen.len(), 3, "the last one of the old ones, the newest, and the tablet's");
    let restored = tablet.open_with(&kit).await.unwrap();
    assert!(restored.contains_key("a-0.key") && restored.contains_key("b-0.key"));
}

#[tokio::test]
async fn a_deletion_and_the_rule_do_not_get_into_each_others_way() {
    let (house, phone, kit) = settled().await;
    keep(&house, &phone, &kit, Keep { last: Some(2), ..Keep::default() }).await;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(phone.back_up(&wallet("a")).await.unwrap().snapshot);
        house.clock.pass(HOUR);
    }
    let mut connection = connect(&phone).await.unwrap();
    let waiting = waits(connection.delete_snapshots(vec![made[0], made[2]], &kit.unlock()).await.unwrap());
    house.clock.pass(25 * HOUR);
    assert_eq!(phone.back_up(&wallet("a")).await.unwrap().let_go, [made[0]], "gone by the rule before it is deleted");
    connection.complete_intent(waiting.intent, &kit.unlock()).await.unwrap();
    house.clock.pass(25 * HOUR);
    let next = phone.back_up(&wallet("a")).await.unwrap();
    assert_eq!(next.let_go, [], "the deleted one does not count: {:?}", times(&phone).await);
    assert!(listed(&phone).await.contains(&made[1]));
    phone.open_with(&kit).await.unwrap();
}
