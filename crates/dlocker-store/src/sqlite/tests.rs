use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn member(key: u8) -> StaffMember {
    let key = dlocker_protocol::signature::SigningKey::from_bytes(&[key; 32]).unwrap().public_key();
    StaffMember::local(StaffName::parse("officer1").unwrap(), key, None)
}

#[tokio::test]
async fn sqlite_holds_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let next = std::cell::Cell::new(0);
    let make = || {
        next.set(next.get() + 1);
        SqliteStore::open(&folder.path().join(next.get().to_string())).unwrap()
    };
    crate::contract::run_all(make).await.unwrap();
}

#[tokio::test]
async fn staff_added_while_the_bank_serves_counts_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    assert_eq!(store.staff(member(1).name).await.unwrap(), None);
    add_staff(folder.path(), &member(1), NOW).unwrap();
    assert_eq!(store.staff(member(1).name).await.unwrap(), Some(member(1)));
    add_staff(folder.path(), &member(1), NOW).unwrap();
    assert!(add_staff(folder.path(), &member(2), NOW).is_err());
}

#[test]
fn a_newer_data_folder_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path()).unwrap());
    let connection = rusqlite::Connection::open(folder.path().join(DATABASE)).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    let error = SqliteStore::open(folder.path()).err().unwrap();
    assert!(error.to_string().contains("newer version"), "{error}");
    assert_eq!(schema::version(&connection).unwrap(), 99);
}

#[test]
fn a_data_folder_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    drop(SqliteStore::open(&data).unwrap());
    assert_eq!(data.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn every_commit_is_synced_and_what_is_deleted_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let connection = open::prepare(folder.path()).unwrap();
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((pragma("synchronous"), pragma("secure_delete")), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_commit_answers_nobody_and_the_next_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let locker = LockerId::from_array([1; 16]);
    store.fail_next_commit();
    let failed = store.transact(locker, |tx| Ok(tx.append(1, b"lost")?)).await;
    assert!(matches!(failed, Err(Ended::Fault(_))));
    store.transact(locker, |tx| Ok(tx.append(1, b"kept")?)).await.unwrap();
    assert_eq!(store.read(locker, |tx| Ok(tx.entries(1, 9)?)).await.unwrap(), [b"kept".to_vec()]);
}

#[test]
fn several_programs_may_open_a_new_folder_at_once() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            let open = || open::prepare(folder.path()).map(drop);
            let all: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
            all.into_iter().for_each(|one| one.join().unwrap().unwrap());
        });
    }
}
