//! Opening a folder that something happened to.

use super::Folder;
use crate::{KeysError, SoftwareCustody};

const FILES: [&str; 3] = ["master.key", "log-head.key", "issuer.key"];

fn refusal(folder: &Folder) -> KeysError {
    SoftwareCustody::open(&folder.dir).err().expect("it must not open")
}

#[test]
fn without_a_master_key_it_says_what_that_means() {
    let refused = refusal(&Folder::empty());
    assert!(matches!(refused, KeysError::Missing { .. }));
    assert!(refused.to_string().contains("no locker can be opened or recovered"), "{refused}");
    let (folder, _) = Folder::made();
    std::fs::remove_file(folder.dir.join("master.key")).unwrap();
    assert!(matches!(refusal(&folder), KeysError::Missing { .. }));
}

#[test]
fn a_signing_key_that_is_gone_is_lost_and_not_made_anew() {
    for file in ["log-head.key", "issuer.key"] {
        let (folder, _) = Folder::made();
        std::fs::remove_file(folder.dir.join(file)).unwrap();
        assert!(matches!(refusal(&folder), KeysError::Lost { .. }), "{file}");
    }
}

#[test]
fn the_master_key_of_another_bank_opens_nothing() {
    let ((folder, _), (other, _)) = (Folder::made(), Folder::made());
    folder.put("master.key", &other.read("master.key"));
    let refused = refusal(&folder);
    assert!(matches!(refused, KeysError::Foreign { .. }));
    assert!(refused.to_string().contains("No locker can be served"), "{refused}");
}

#[test]
fn the_log_head_key_and_the_issuer_key_cannot_be_exchanged() {
    let (folder, _) = Folder::made();
    let as_text = |name| String::from_utf8(folder.read(name)).unwrap();
    let (log_head, issuer) = (as_text("log-head.key"), as_text("issuer.key"));
    folder.put("log-head.key", issuer.as_bytes());
    assert!(matches!(refusal(&folder), KeysError::Damaged { why: "another kind of file", .. }));
    folder.put("log-head.key", issuer.replace("issuer", "log-head").as_bytes());
    assert!(matches!(refusal(&folder), KeysError::Foreign { .. }));
    folder.put("log-head.key", log_head.as_bytes());
    assert!(SoftwareCustody::open(&folder.dir).is_ok());
}

#[test]
fn a_file_or_folder_that_others_may_read_or_change_is_refused() {
    let (folder, _) = Folder::made();
    for (name, good) in [("", 0o700), ("master.key", 0o600), ("log-head.key", 0o600), ("issuer.key", 0o600)] {
        for bit in [0o040, 0o020, 0o010, 0o004, 0o002, 0o001] {
            folder.chmod(name, good | bit);
            let refused = refusal(&folder);
            assert!(
                matches!(refused, KeysError::Exposed { wanted, .. } if wanted == good),
                "{name} {bit:o}: {refused}"
            );
        }
        folder.chmod(name, good);
    }
    assert!(SoftwareCustody::open(&folder.dir).is_ok());
}

#[test]
fn a_key_file_cut_anywhere_is_refused() {
    let (folder, _) = Folder::made();
    for file in FILES {
        let whole = folder.read(file);
        for length in 0..whole.len() {
            folder.put(file, &whole[..length]);
            assert!(matches!(refusal(&folder), KeysError::Damaged { .. }), "{file} cut at {length}");
        }
        folder.put(file, &whole);
    }
}

#[test]
fn a_key_file_with_one_flipped_bit_is_refused() {
    let (folder, _) = Folder::made();
    for file in FILES {
        let whole = folder.read(file);
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            folder.put(file, &flipped);
            refusal(&folder);
        }
        folder.put(file, &whole);
    }
    assert!(SoftwareCustody::open(&folder.dir).is_ok());
}

#[test]
fn another_version_form_or_size_is_refused() {
    let (folder, _) = Folder::made();
    for file in FILES {
        let whole = String::from_utf8(folder.read(file)).unwrap();
        let line = whole.trim_end();
        for (text, why) in [
            (whole.replace(" v1 ", " v2 "), "another version"),
            (whole.to_uppercase(), "another kind of file"),
            (format!("{line} \n"), "not in hexadecimal"),
            (format!("{line}x\n"), "not in hexadecimal"),
            (format!("{whole}{whole}"), "not in hexadecimal"),
            (format!("{whole}\0"), "it does not end with its line"),
            (format!("{line}{}\n", "00".repeat(2000)), "it does not end with its line"),
        ] {
            folder.put(file, text.as_bytes());
            let refused = refusal(&folder);
            assert!(matches!(refused, KeysError::Damaged { why: w, .. } if w == why), "{file}: {why}: {refused}");
        }
        folder.put(file, format!("{line}00\n").as_bytes());
        assert!(matches!(refusal(&folder), KeysError::Damaged { .. } | KeysError::Foreign { .. }), "{file}");
        folder.put(file, whole.as_bytes());
    }
}

#[test]
fn p10_the_signing_keys_do_not_lie_in_clear() {
    let (folder, custody) = Folder::made();
    for (file, key) in [("log-head.key", &custody.log_head), ("issuer.key", &custody.issuer)] {
        let text = String::from_utf8(folder.read(file)).unwrap();
        let scalar = data_encoding::HEXLOWER.encode(key.to_bytes().as_slice());
        assert!(scalar.as_bytes().windows(8).all(|part| !text.contains(str::from_utf8(part).unwrap())), "{file}");
    }
}
