//! Deleted backups, and a lost index.

use dlocker_client::{Changed, connect};
use dlocker_stories::in_process::wallet;

use super::{HOUR, settled, waits};

#[tokio::test]
async fn a_deleted_backup_is_hidden_and_what_it_held_is_sent_anew() {
    let (house, phone, kit) = settled().await;
    let content = wallet("kept");
    let first = phone.back_up(&content).await.unwrap();
    let mut connection = connect(&phone).await.unwrap();
    let delete = async |connection: &mut dlocker_client::Connection<'_, _>| {
        connection.delete_snapshots(vec![first.snapshot], &kit.unlock()).await.unwrap()
    };
    let waiting = waits(delete(&mut connection).await);
    assert_eq!(waits(delete(&mut connection).await), waiting);
    house.clock.pass(25 * HOUR);
    assert_eq!(delete(&mut connection).await, Changed::Done);
    assert_eq!(delete(&mut connection).await, Changed::Done, "again");
    assert!(connection.snapshots().await.unwrap().newest().is_none());
    let second = phone.back_up(&content).await.unwrap();
    assert_eq!(
        (second.number, second.bytes_sent),
        (2, first.bytes_sent),
        "the chain goes on; nothing leans on what is gone"
    );
    assert_eq!(phone.open_with(&kit).await.unwrap(), content);
}

#[tokio::test]
async fn p7_deleting_an_earlier_backup_leaves_what_a_later_one_needs() {
    let (house, phone, kit) = settled().await;
    let mut content = wallet("shared");
    let first = phone.back_up(&content).await.unwrap();
    content.insert("more.txt".into(), b"more".to_vec());
    phone.back_up(&content).await.unwrap();
    let mut connection = connect(&phone).await.unwrap();
    waits(connection.delete_snapshots(vec![first.snapshot], &kit.unlock()).await.unwrap());
    house.clock.pass(25 * HOUR);
    connection.delete_snapshots(vec![first.snapshot], &kit.unlock()).await.unwrap();
    house.clock.pass(25 * HOUR);
    assert_eq!(phone.open_with(&kit).await.unwrap(), content);
}

#[tokio::test]
async fn a_lost_index_is_rebuilt_at_the_next_unlock_and_little_is_sent_again() {
    let (_house, phone, kit) = settled().await;
    let mut content = wallet("indexed");
    content.insert("bulk.bin".into(), wallet("bulk").remove("large.bin").unwrap().repeat(20));
    let first = phone.back_up(&content).await.unwrap();
    for damaged in [None, Some(b"not an index".to_vec())] {
        phone.put_file("index", damaged);
        connect(&phone).await.unwrap().rehearse(&kit.unlock()).await.unwrap();
        let again = phone.back_up(&content).await.unwrap();
        assert!(again.bytes_sent * 4 < first.bytes_sent, "{} of {}", again.bytes_sent, first.bytes_sent);
    }
    phone.put_file("index", None);
    let all = phone.back_up(&content).await.unwrap();
    assert!(all.bytes_sent * 2 > first.bytes_sent, "without the rebuilding everything is sent");
    assert_eq!(phone.open_with(&kit).await.unwrap(), content);
}
