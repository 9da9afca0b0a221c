//! A bank, an owner with two devices, and what the locker should hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use dlocker_client::{Changed, Keep, connect, join};
use dlocker_protocol::{DeviceId, SnapshotId, Timestamp};
use dlocker_stories::in_process::{House, Luck, OwnersKey, Phone};
use dlocker_stories::scene::folder;
use tempfile::TempDir;

use crate::device::{Device, Ended};
use crate::dice::Dice;
use crate::step::{Act, Step};
use crate::tree::Tree;

pub(crate) const HOUR: u64 = 60 * 60 * 1000;
/// Name of the locker.
pub(crate) const HANDLE: &str = "owner@example.com";
const QUICK: &str = "[recovery]\nwait = \"0s\"\nwait_min = \"0s\"\n[guesses]\nfirst_wait = \"0s\"\n";

/// How often a backup is made again because what it built on is gone.
const TRIES: usize = 3;

pub(crate) struct World {
    pub(crate) house: House,
    pub(crate) kit: OwnersKey,
    pub(crate) devices: [Device; 2],
    /// What is in the locker, in the bank's order, with the wallet that each was made of.
    pub(crate) kept: Vec<(SnapshotId, Rc<Tree>)>,
    /// What an interrupted backup may have put in.
    pub(crate) perhaps: Option<Rc<Tree>>,
    /// What the owner has asked to delete.
    pub(crate) asked: Vec<SnapshotId>,
    /// How many of each device the owner's rule keeps.
    pub(crate) rule: Option<u32>,
    /// Of which device each backup is, and when it was made.
    pub(crate) known: BTreeMap<SnapshotId, (DeviceId, Timestamp)>,
    /// What has happened.
    pub(crate) tally: Tally,
    folder: TempDir,
}

/// How often something happened: stories in which it never does prove nothing about it.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Tally {
    /// Programs that ended before their backup was in the locker.
    pub(crate) lost: u64,
    /// Programs that ended, and the backup was in the locker.
    pub(crate) found: u64,
    /// Backups that were stopped.
    pub(crate) interrupted: u64,
    /// Backups that went on.
    pub(crate) resumed: u64,
    /// Backups that were deleted.
    pub(crate) deleted: u64,
    /// Backups that the owner's rule let go.
    pub(crate) dropped: u64,
    /// Packs that the bank collected, files on its disk.
    pub(crate) collected: u64,
    /// Devices that were lost.
    pub(crate) recovered: u64,
    /// Wallets that were restored and compared.
    pub(crate) restored: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.found += other.found;
        self.interrupted += other.interrupted;
        self.resumed += other.resumed;
        self.deleted += other.deleted;
        self.dropped += other.dropped;
        self.collected += other.collected;
        self.recovered += other.recovered;
        self.restored += other.restored;
    }
}

impl World {
    pub(crate) async fn new(seed: u64) -> Self {
        let house = House::within(folder(), QUICK).await;
        let kit = OwnersKey::kit();
        let first = Phone::new(&house).with(Luck::seeded(seed));
        first.enrol(&house.invite(HANDLE).await).await.unwrap();
        first.add(&kit, None).await.unwrap();
        let second = Phone::new(&house).with(Luck::seeded(!seed));
        let link = connect(&first).await.unwrap().make_link(&kit.unlock()).await.unwrap();
        let joined = join(&second, &link.text, "tablet").await.unwrap();
        let confirmed = connect(&first).await.unwrap().confirm_device(joined.device, &kit.unlock()).await.unwrap();
        assert_eq!(confirmed, Changed::Done, "on the first day");
        connect(&second).await.unwrap();
        house.clock.pass(25 * HOUR);
        let (folder, dice) = (folder(), &mut Dice::of(seed));
        let devices = [(first, "one"), (second, "two")];
        let devices = devices.map(|(phone, name)| Device::new(phone, &folder.path().join(name), dice));
        Self {
            house,
            kit,
            devices,
            kept: Vec::new(),
            perhaps: None,
            asked: Vec::new(),
            rule: None,
            known: BTreeMap::new(),
            tally: Tally::default(),
            folder,
        }
    }

    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Does it. An error is what should not be.
    pub(crate) async fn step(&mut self, step: Step) -> Result<(), String> {
        let dice = &mut Dice::of(step.seed);
        let device = &mut self.devices[step.device];
        if matches!(step.act, Act::BackUp | Act::Crash(_)) {
            device.earlier = if dice.chance(30) { device.phone.copied() } else { device.earlier.copied() };
            device.live(dice);
        }
        device.tampered |= matches!(step.act, Act::AgeIndex | Act::SpoilIndex | Act::CopyHomeBack);
        let phone = &device.phone;
        match step.act {
            Act::BackUp => self.back_up(step.device).await?,
            Act::Interrupt(after) => self.interrupt(step.device, after, dice).await?,
            Act::Crash(after) => self.crash(step.device, after).await?,
            Act::AskToDelete => self.ask_to_delete(step.device, dice).await?,
            Act::Delete(after) => {
                self.ask_to_delete(step.device, dice).await?;
                self.delete(step.device, after).await?;
            }
            Act::Collect(hours) => {
                self.house.clock.pass(hours * HOUR);
                let blobs = self.house.folder.path().join("bank/blobs");
                let before = files(&blobs);
                self.house.sweep().await;
                self.tally.collected += before.saturating_sub(files(&blobs));
            }
            Act::Keep(last) => self.keep(step.device, last).await?,
            Act::LoseIndex => phone.put_file("index", None),
            Act::AgeIndex => phone.put_file("index", device.earlier.file("index")),
            Act::SpoilIndex => phone.put_file("index", phone.file("index").map(|bytes| spoilt(bytes, dice))),
            Act::CopyHomeBack => phone.put_back(&device.earlier),
            Act::Rehearse => self.rehearse(step.device).await?,
            Act::Lose => self.lose(step.device, step.seed).await?,
        }
        Ok(())
    }

    async fn back_up(&mut self, device: usize) -> Result<(), String> {
        for _ in 0..TRIES {
            match self.devices[device].back_up(None).await? {
                Ended::Committed(done) => {
                    self.devices[device].tampered = false;
                    self.tally.resumed += u64::from(done.resumed_bytes > 0);
                    self.kept.push((done.snapshot, Rc::clone(&self.devices[device].tree)));
                    return Ok(());
                }
                Ended::Failed(dlocker_client::Error::Waiting { retry_after: Some(0), .. })
                    if self.devices[device].tampered => {}
                Ended::Failed(error) => return Err(format!("the backup failed: {error}")),
            }
        }
        Err(format!("the backup was refused {TRIES} times"))
    }

    /// The next backup goes on, unless something comes between.
    async fn interrupt(&mut self, device: usize, after: u64, dice: &mut Dice) -> Result<(), String> {
        self.devices[device].grow(dice);
        match self.devices[device].back_up(Some(after)).await? {
            Ended::Committed(done) => self.kept.push((done.snapshot, Rc::clone(&self.devices[device].tree))),
            Ended::Failed(dlocker_client::Error::Unreachable(_) | dlocker_client::Error::Waiting { .. }) => {
                self.tally.interrupted += 1;
            }
            Ended::Failed(error) => return Err(format!("the backup failed: {error}")),
        }
        Ok(())
    }

    async fn crash(&mut self, device: usize, after: u64) -> Result<(), String> {
        let device = &self.devices[device];
        device.phone.crash_at(after);
        let ended = device.back_up(None).await;
        device.phone.reboot();
        match ended? {
            Ended::Committed(done) => self.kept.push((done.snapshot, Rc::clone(&device.tree))),
            Ended::Failed(_) => self.perhaps = Some(Rc::clone(&device.tree)),
        }
        Ok(())
    }

    async fn ask_to_delete(&mut self, device: usize, dice: &mut Dice) -> Result<(), String> {
        if self.kept.is_empty() || !self.asked.is_empty() {
            return Ok(());
        }
        // As many as keep the locker small: looking through all of it takes time.
        let most = self.kept.len().saturating_sub(2).max(1);
        let count = dice.between(most.div_ceil(2), most);
        let mut chosen: Vec<SnapshotId> = (0..count).map(|_| dice.one(&self.kept).0).collect();
        chosen.sort();
        chosen.dedup();
        match self.try_delete(device, &chosen).await {
            Ok(Changed::Waits(_)) => self.asked = chosen,
            Ok(Changed::Done) => return Err("a deletion did not wait".into()),
            Err(error) => return Err(format!("asking to delete failed: {error}")),
        }
        Ok(())
    }

    async fn delete(&mut self, device: usize, after: u64) -> Result<(), String> {
        if self.asked.is_empty() {
            return Ok(());
        }
        self.house.clock.pass(25 * HOUR);
        let mut asked = std::mem::take(&mut self.asked);
        // The owner's rule may have been quicker.
        asked.retain(|id| self.kept.iter().any(|(kept, _)| kept == id));
        if asked.is_empty() {
            return Ok(());
        }
        self.devices[device].phone.crash_at(after);
        let _ = self.try_delete(device, &asked).await;
        self.devices[device].phone.reboot();
        // What was asked for too long ago has lapsed, and is asked for anew.
        for _ in 0..2 {
            match self.try_delete(device, &asked).await {
                Ok(Changed::Done) => {
                    self.kept.retain(|(id, _)| !asked.contains(id));
                    self.tally.deleted += asked.len() as u64;
                    return Ok(());
                }
                Ok(Changed::Waits(_)) => self.house.clock.pass(25 * HOUR),
                Err(error) => return Err(format!("deleting failed: {error}")),
            }
        }
        Err("a deletion that was waited for waits".into())
    }

    async fn try_delete(&self, device: usize, ids: &[SnapshotId]) -> dlocker_client::Result<Changed> {
        let mut connection = connect(&self.devices[device].phone).await?;
        connection.delete_snapshots(ids.to_vec(), &self.kit.unlock()).await
    }

    async fn keep(&mut self, device: usize, last: Option<u32>) -> Result<(), String> {
        let failed = |error| format!("the rule was not taken: {error}");
        for _ in 0..2 {
            let mut connection = connect(&self.devices[device].phone).await.map_err(failed)?;
            let keep = Keep { last, ..Keep::default() };
            if connection.set_retention(keep, &self.kit.unlock()).await.map_err(failed)? == Changed::Done {
                self.rule = last;
                return Ok(());
            }
            self.house.clock.pass(25 * HOUR);
        }
        Err("a rule that was waited for waits".into())
    }

    pub(crate) async fn rehearse(&self, device: usize) -> Result<(), String> {
        let failed = |error| format!("the rehearsal failed: {error}");
        let mut connection = connect(&self.devices[device].phone).await.map_err(failed)?;
        connection.rehearse(&self.kit.unlock()).await.map_err(failed)?;
        Ok(())
    }
}

/// How many files lie in a folder and below.
fn files(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.file_type().is_ok_and(|kind| kind.is_dir()) { files(&entry.path()) } else { 1 }).sum()
}

fn spoilt(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    match dice.below(3) {
        0 => bytes.truncate(dice.between(0, bytes.len())),
        1 => bytes.extend(dice.bytes(9)),
        _ if bytes.is_empty() => {}
        _ => {
            let at = dice.between(0, bytes.len() - 1);
            bytes[at] ^= 0x40;
        }
    }
    bytes
}
