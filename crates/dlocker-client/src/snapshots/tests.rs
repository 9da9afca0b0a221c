//! Which lists of backups a device believes, where some of them let others go.

use dlocker_protocol::LockerId;
use dlocker_protocol::roster::Roster;
use dlocker_protocol::snapshot::LogPosition;

use super::*;
use crate::sample::{chain, device};

const DAY: u64 = 24 * 3600 * 1000;

fn id(number: u8) -> SnapshotId {
    SnapshotId::from_array([number; 16])
}

/// Keeps the last so many, and what is younger than a day.
fn keep_last(number: u32) -> impl Fn(&mut Roster) {
    move |roster| {
        let last = Some(number);
        roster.policy.retention =
            Some(Retention { young: DAY / 1000, last, daily: None, weekly: None, monthly: None, yearly: None });
    }
}

/// Number `number` of device 1, made on that day by the newest roster.
fn header(chain: &RosterChain, number: u8, drops: &[u8]) -> SnapshotHeader {
    SnapshotHeader {
        locker: LockerId::from_array([9; 16]),
        id: id(number),
        device: device(1).id,
        number: u64::from(number),
        previous: None,
        epoch: 1,
        roster: chain.current_digest(),
        log: LogPosition { number: 0, digest: Digest::from_array([0; 32]) },
        created: Timestamp::from_millis(u64::from(number) * DAY),
        sealed_root: Vec::new(),
        root_commitment: Digest::from_array([0; 32]),
        packs: Vec::new(),
        refers: Vec::new(),
        part: false,
        drops: drops.iter().map(|number| id(*number)).collect(),
    }
}

/// Takes these in order, each following the one before; gives the ids that are shown.
fn shown(chain: &RosterChain, headers: Vec<SnapshotHeader>) -> Result<Vec<SnapshotId>> {
    let mut snapshots = Snapshots::default();
    let deleted = chain.deleted_by();
    for mut header in headers {
        header.previous = snapshots.head_of(header.device).map(|head| head.digest);
        snapshots.take(chain, &deleted, &header)?;
    }
    Ok(snapshots.headers().iter().map(|header| header.id).collect())
}

#[test]
fn what_the_rule_lets_go_is_not_shown() {
    let chain = chain(&[&keep_last(1)]);
    let list = vec![header(&chain, 1, &[]), header(&chain, 2, &[]), header(&chain, 3, &[1])];
    assert_eq!(shown(&chain, list).unwrap(), [id(2), id(3)]);
}

#[test]
fn p8_a_list_that_lets_go_of_what_stays_is_not_believed() {
    let with_rule = chain(&[&keep_last(1)]);
    let (without, longer) = (chain(&[]), chain(&[&keep_last(1), &keep_last(2)]));
    let list = |chain: &RosterChain, drops: &[u8]| {
        shown(chain, vec![header(chain, 1, &[]), header(chain, 2, &[]), header(chain, 3, drops)])
    };
    assert!(list(&with_rule, &[1]).is_ok());
    for drops in [&[2][..], &[1, 2], &[3], &[7]] {
        assert!(list(&with_rule, drops).is_err(), "{drops:?}");
    }
    assert!(list(&without, &[1]).is_err(), "the owner has no rule");
    assert!(list(&longer, &[1]).is_err(), "the owner's rule of that roster keeps two");
}

#[test]
fn the_rule_of_the_roster_counts_by_which_a_backup_was_made() {
    let chain = chain(&[&keep_last(1), &|roster| roster.policy.retention = None]);
    let by_rule = chain.rosters().nth(1).unwrap();
    let digest = dlocker_protocol::signature::Document::digest(by_rule);
    let earlier = |number, drops| SnapshotHeader { roster: digest, ..header(&chain, number, drops) };
    let list = vec![earlier(1, &[]), earlier(2, &[]), earlier(3, &[1]), header(&chain, 4, &[])];
    assert_eq!(shown(&chain, list).unwrap(), [id(2), id(3), id(4)]);
}

#[test]
fn what_was_deleted_before_does_not_count_and_what_is_deleted_later_did() {
    let delete = |number: u8| move |roster: &mut Roster| roster.deleted = vec![id(number)];
    let before = chain(&[&keep_last(1), &delete(2)]);
    let list = vec![header(&before, 1, &[]), header(&before, 2, &[]), header(&before, 3, &[1])];
    assert!(shown(&before, list).is_err(), "1 is the last one of those that are a day old");
    let later = chain(&[&keep_last(1), &delete(2)]);
    let by_rule = dlocker_protocol::signature::Document::digest(later.rosters().nth(1).unwrap());
    let earlier = |number, drops| SnapshotHeader { roster: by_rule, ..header(&later, number, drops) };
    assert_eq!(shown(&later, vec![earlier(1, &[]), earlier(2, &[]), earlier(3, &[1])]).unwrap(), [id(3)]);
}
