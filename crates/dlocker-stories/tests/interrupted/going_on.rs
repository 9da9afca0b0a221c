//! A backup that was interrupted goes on where it was.

use std::collections::BTreeMap;

use dlocker_client::backup::{Builder, Cut, ItemLabel, Stat};
use dlocker_client::{Platform, Result, connect};
use dlocker_stories::in_process::{Content, House, OwnersKey, Phone};

use super::everywhere::{Cut as CutAt, everywhere};

const PACK: u64 = 4 << 20;
const DAY: u64 = 24 * 3600 * 1000;
const STAT: Stat = Stat { mode: 0o600, mtime_secs: 1, mtime_nanos: 2 };

/// Files of 1 MiB that nothing compresses.
fn large(files: u32) -> Content {
    let block = |file: u32, at: u32| *blake3::hash(&[file.to_be_bytes(), at.to_be_bytes()].concat()).as_bytes();
    let content = |file: u32| (0..32_768).flat_map(move |at| block(file, at)).collect();
    (0..files).map(|file| (format!("file-{file:02}"), content(file))).collect::<BTreeMap<_, _>>()
}

/// Feeds a backup as the program does, a second for each pack, and ends as after a `kill -9` once so many packs have arrived.
async fn killed_after(phone: &Phone, house: &House, content: &Content, packs: usize) -> Result<()> {
    let mut connection = connect(phone).await?;
    let (_plan, mut builder) = connection.begin_backup().await?;
    let mut arrived = 0;
    for (name, bytes) in content {
        let mut file = builder.begin_file(false);
        for piece in bytes.chunks(Builder::<<Phone as Platform>::Rng>::piece_len(Cut::Plain)) {
            builder.data(&mut file, piece)?;
        }
        builder.end_file(name.as_bytes(), STAT, ItemLabel::default(), file)?;
        while let Some(pack) = builder.take_pack() {
            house.clock.pass(1001);
            connection.send_pack(pack).await?;
            arrived += 1;
            if let Some(note) = builder.take_unfinished()? {
                connection.keep_unfinished(&note)?;
            }
            if arrived == packs {
                return Ok(());
            }
        }
    }
    panic!("it ended before it was killed");
}

async fn settled() -> (House, Phone, OwnersKey) {
    let house = House::quick().await;
    let kit = OwnersKey::kit();
    let phone = house.customer_with("owner@example.com", &[&kit]).await;
    (house, phone, kit)
}

fn used(view: u64) -> u64 {
    view >> 20
}

#[tokio::test(flavor = "multi_thread")]
async fn what_had_arrived_is_not_sent_again_and_no_part_is_left_over() {
    let (house, phone, kit) = settled().await;
    let mut content = Content::from([("small".to_owned(), vec![1; 1000])]);
    let small = phone.back_up(&content).await.unwrap();
    assert_eq!(small.resumed_bytes, 0);
    content.extend(large(14));
    killed_after(&phone, &house, &content, 1).await.unwrap();
    killed_after(&phone, &house, &content, 1).await.unwrap();
    let mut before = connect(&phone).await.unwrap();
    assert_eq!(before.snapshots().await.unwrap().headers().len(), 1, "a part is not shown");
    assert_eq!(phone.open_with(&kit).await.unwrap().len(), 1, "and not restored");
    let whole = phone.back_up(&content).await.unwrap();
    assert_eq!((whole.number, whole.resumed_bytes), (4, PACK), "two parts came before it");
    assert!(whole.bytes_sent < (14 << 20) - 2 * PACK + (2 << 20), "{}", whole.bytes_sent);
    assert_eq!(phone.open_with(&kit).await.unwrap(), content);
    house.clock.pass(2 * DAY);
    house.sweep().await;
    assert_eq!(house.findings(), []);
    let view = connect(&phone).await.unwrap().view().await.unwrap();
    assert!(used(view.used) < 18, "{} bytes for 14 MiB", view.used);
    assert_eq!(phone.open_with(&kit).await.unwrap(), content);
    let again = phone.back_up(&content).await.unwrap();
    assert_eq!((again.resumed_bytes, again.bytes_sent), (0, 64 << 10), "the parts' packs are still referred to");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bank_has_swept_away_is_sent_anew() {
    let (house, phone, kit) = settled().await;
    let content = large(9);
    killed_after(&phone, &house, &content, 2).await.unwrap();
    house.clock.pass(DAY + 1);
    house.sweep().await;
    let whole = phone.back_up(&content).await.unwrap();
    assert_eq!((whole.number, whole.resumed_bytes), (1, 0));
    assert_eq!(phone.open_with(&kit).await.unwrap(), content);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_note_or_one_of_another_index_is_no_use() {
    let (house, phone, kit) = settled().await;
    let content = large(5);
    for spoil in [spoil_note, spoil_index] {
        killed_after(&phone, &house, &content, 1).await.unwrap();
        spoil(&phone);
        let whole = phone.back_up(&content).await.unwrap();
        assert_eq!(whole.resumed_bytes, 0);
        assert_eq!(phone.open_with(&kit).await.unwrap(), content);
        phone.put_file("index", None);
    }
}

fn spoil_note(phone: &Phone) {
    let mut note = phone.file("unfinished").unwrap();
    note[100] ^= 1;
    phone.put_file("unfinished", Some(note));
}

fn spoil_index(phone: &Phone) {
    assert!(phone.file("unfinished").is_some());
    phone.put_file("index", None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_epoch_left_is_sent_anew() {
    let (house, phone, kit) = settled().await;
    let content = large(5);
    killed_after(&phone, &house, &content, 1).await.unwrap();
    let new = house.approved_phone("owner@example.com").await;
    new.put_file("unfinished", phone.file("unfinished"));
    new.put_file("index", phone.file("index"));
    new.go_on_with_recovery(&kit).await.unwrap();
    let whole = new.back_up(&content).await.unwrap();
    assert_eq!(whole.resumed_bytes, 0);
    assert_eq!(new.open_with(&kit).await.unwrap(), content);
}

#[tokio::test(flavor = "multi_thread")]
async fn going_on() {
    everywhere(House::quick().await, async |house: &House, cut: CutAt| {
        let kit = OwnersKey::kit();
        let phone = house.customer_with(&cut.handle(), &[&kit]).await;
        let content = large(5);
        killed_after(&phone, house, &content, 1).await.unwrap();
        cut.apply(&phone);
        let done = phone.back_up(&content).await.is_ok();
        let steps = phone.steps.done();
        phone.reboot();
        let whole = phone.back_up(&content).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        assert!(whole.bytes_sent < PACK, "{cut:?}: {} bytes are sent again", whole.bytes_sent);
        assert!(!done || whole.resumed_bytes == 0, "{cut:?}");
        assert_eq!(phone.open_with(&kit).await.unwrap(), content, "{cut:?}");
        steps
    })
    .await;
}
