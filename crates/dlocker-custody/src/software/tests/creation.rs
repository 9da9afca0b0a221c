//! Making the folder, and being interrupted while making it.

use std::os::unix::fs::PermissionsExt as _;

use super::Folder;
use crate::testing::rng;
use crate::{Custody as _, KeysError, SoftwareCustody};

const MARK: &str = "being-created";
const FILES: [&str; 3] = ["master.key", "log-head.key", "issuer.key"];

#[test]
fn a_made_folder_opens_with_the_same_keys() {
    let (folder, made) = Folder::made();
    let opened = SoftwareCustody::open(&folder.dir).unwrap();
    assert_eq!(opened.trustee(), made.trustee());
    assert_eq!(opened.log_key(), made.log_key());
    assert_eq!(opened.issuer_key(), made.issuer_key());
    assert_ne!(made.log_key(), made.issuer_key());
    assert_eq!(opened.nonce_tag(b"x"), made.nonce_tag(b"x"));
}

#[test]
fn nobody_else_may_read_what_was_made_and_nothing_else_lies_there() {
    let (folder, _) = Folder::made();
    assert_eq!(folder.names(), ["issuer.key", "log-head.key", "master.key"]);
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(folder.dir.clone()), 0o700);
    for file in FILES {
        assert_eq!(mode(folder.dir.join(file)), 0o600, "{file}");
    }
}

#[test]
fn keys_that_are_there_are_never_overwritten() {
    let (folder, _) = Folder::made();
    let before = FILES.map(|file| folder.read(file));
    assert!(matches!(SoftwareCustody::create(&folder.dir, &mut rng()), Err(KeysError::Exists { .. })));
    SoftwareCustody::open_or_create(&folder.dir, &mut rng()).unwrap();
    assert_eq!(FILES.map(|file| folder.read(file)), before);
}

#[test]
fn a_single_key_that_is_there_stops_creation() {
    for kept in FILES {
        let (folder, _) = Folder::made();
        for file in FILES.into_iter().filter(|file| *file != kept) {
            std::fs::remove_file(folder.dir.join(file)).unwrap();
        }
        let before = folder.read(kept);
        assert!(matches!(SoftwareCustody::create(&folder.dir, &mut rng()), Err(KeysError::Exists { .. })), "{kept}");
        assert!(SoftwareCustody::open_or_create(&folder.dir, &mut rng()).is_err(), "{kept}");
        assert_eq!((folder.names(), folder.read(kept)), (vec![kept.to_owned()], before));
    }
}

#[test]
fn an_interrupted_creation_is_completed_and_keeps_what_was_made() {
    for made in 0..=FILES.len() {
        let (folder, _) = Folder::made();
        folder.put(MARK, b"");
        folder.put(".new-0123456789abcdef", b"dlocker-mast");
        FILES[made..].iter().for_each(|file| std::fs::remove_file(folder.dir.join(file)).unwrap());
        let before: Vec<_> = FILES[..made].iter().map(|file| folder.read(file)).collect();

        assert!(matches!(SoftwareCustody::open(&folder.dir), Err(KeysError::Unfinished { .. })), "{made} made");
        let completed = SoftwareCustody::open_or_create(&folder.dir, &mut rng()).unwrap();
        assert_eq!(FILES[..made].iter().map(|file| folder.read(file)).collect::<Vec<_>>(), before);
        assert_eq!(folder.names(), ["issuer.key", "log-head.key", "master.key"]);
        assert_eq!(SoftwareCustody::open(&folder.dir).unwrap().trustee(), completed.trustee());
    }
}

#[test]
fn a_half_made_folder_with_a_damaged_key_is_not_completed() {
    let (folder, _) = Folder::made();
    folder.put(MARK, b"");
    folder.put("log-head.key", b"dlocker-log-head-key v1 00\n");
    assert!(matches!(SoftwareCustody::create(&folder.dir, &mut rng()), Err(KeysError::Foreign { .. })));
}

#[test]
fn a_folder_that_others_may_read_is_not_used() {
    let folder = Folder::empty();
    std::fs::create_dir(&folder.dir).unwrap();
    folder.chmod("", 0o755);
    let refused = SoftwareCustody::create(&folder.dir, &mut rng()).err().unwrap();
    assert!(matches!(refused, KeysError::Exposed { mode: 0o755, wanted: 0o700, .. }), "{refused}");
    assert!(refused.to_string().contains(&format!("chmod 0700 {}", folder.dir.display())));
    assert!(folder.names().is_empty());
    folder.chmod("", 0o700);
    SoftwareCustody::open_or_create(&folder.dir, &mut rng()).unwrap();
}

#[test]
fn two_banks_share_no_key() {
    let ((_a, one), (_b, other)) = (Folder::made(), Folder::made());
    assert_ne!(one.trustee(), other.trustee());
    assert_ne!(one.issuer_key(), other.issuer_key());
    assert_ne!(one.nonce_tag(b"x"), other.nonce_tag(b"x"));
}

#[test]
fn of_many_that_create_at_once_all_that_succeed_hold_the_same_keys() {
    let folder = Folder::empty();
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| SoftwareCustody::open_or_create(&folder.dir, &mut rng()))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    // Some may have to try again; none may end up with a key that is not the folder's.
    let settled = SoftwareCustody::open_or_create(&folder.dir, &mut rng()).unwrap();
    for custody in results.into_iter().flatten() {
        assert_eq!(custody.trustee(), settled.trustee());
        assert_eq!(custody.issuer_key(), settled.issuer_key());
        assert_eq!(custody.nonce_tag(b"x"), settled.nonce_tag(b"x"));
    }
}
