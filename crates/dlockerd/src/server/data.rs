//! The two folders of a bank: data, and keys beside it; one process serves a data folder.

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;

use dlocker_custody::{Custody, SoftwareCustody};
use dlocker_protocol::TrusteeId;

use super::StartError;
use crate::entropy;

/// File in the data folder that says whose it is.
const OWNER: &str = "trustee";

/// Held while a bank serves its data folder.
pub struct DataLock(#[allow(dead_code, reason = "dropping it frees the lock")] File);

impl DataLock {
    /// Takes the lock of a data folder, and makes the folder if it is missing.
    ///
    /// # Errors
    /// [`StartError`] if another process serves it, or the folder cannot be used.
    pub fn take(data: &Path) -> Result<Self, StartError> {
        let shown = data.display();
        let failed = |e: std::io::Error| StartError::Machine(format!("the data folder {shown} cannot be used: {e}"));
        make_private(data).map_err(failed)?;
        let file =
            File::options().create(true).truncate(false).write(true).open(data.join("serve.lock")).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(StartError::Misuse(format!(
                "another dlockerd serves {shown} already. Two would count guesses apart from each other, so stop that one first."
            ))),
            Err(TryLockError::Error(e)) => Err(failed(e)),
        }
    }
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Where the keys lie if nothing else is said: beside the data folder, as `NAME.keys`.
///
/// # Errors
/// [`StartError::Misuse`] for a data folder without a name, such as `/`.
pub fn default_keys_dir(data: &Path) -> Result<PathBuf, StartError> {
    let real = real_path(data)?;
    let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
        return Err(StartError::Misuse(
            "this data folder has no place beside it for the keys: name one with --keys".into(),
        ));
    };
    let mut name = name.to_owned();
    name.push(".keys");
    Ok(parent.join(name))
}

/// The folder of the keys, refused where one stolen copy or backup would hold data and keys both.
///
/// # Errors
/// [`StartError::Misuse`].
pub fn keys_dir(data: &Path, given: Option<&Path>) -> Result<PathBuf, StartError> {
    let keys = match given {
        Some(given) => given.to_owned(),
        None => default_keys_dir(data)?,
    };
    let (real_data, real_keys) = (real_path(data)?, real_path(&keys)?);
    if real_keys.starts_with(&real_data) || real_data.starts_with(&real_keys) {
        return Err(StartError::Misuse(format!(
            "the keys ({}) and the data ({}) must not lie inside each other: one stolen copy would hold both. Name another folder with --keys.",
            keys.display(),
            data.display()
        )));
    }
    Ok(keys)
}

/// The path without links, as far as it exists.
fn real_path(path: &Path) -> Result<PathBuf, StartError> {
    let failed = |e: std::io::Error| StartError::Misuse(format!("{} is not a usable path: {e}", path.display()));
    let whole = absolute(path).map_err(failed)?;
    for known in whole.ancestors() {
        if let Ok(real) = known.canonicalize() {
            let rest = whole.strip_prefix(known).unwrap_or(Path::new(""));
            return Ok(real.components().chain(rest.components()).collect());
        }
    }
    Ok(whole)
}

/// Opens the keys; makes them if this data folder was never served before. A data folder remembers whose it is: were its keys
/// missing and silently made anew, every locker would stay shut under keys that it was not made with.
///
/// # Errors
/// [`StartError::Damaged`] in custody's own words, which say what it means for the lockers.
pub fn open_keys(data: &Path, keys: &Path) -> Result<Arc<dyn Custody>, StartError> {
    let damaged = |e: &dyn std::fmt::Display| StartError::Damaged(e.to_string());
    let custody = match owner(data)? {
        Some(owner) => {
            let custody = SoftwareCustody::open(keys).map_err(|e| damaged(&e))?;
            is_owner(&custody, owner, keys).map_err(|e| damaged(&e))?;
            custody
        }
        None => {
            let custody = SoftwareCustody::open_or_create(keys, &mut entropy::rng()).map_err(|e| damaged(&e))?;
            remember(data, custody.trustee())?;
            custody
        }
    };
    Ok(Arc::new(custody))
}

/// Whether these keys are the ones that the data folder was made with.
pub(crate) fn is_owner(custody: &dyn Custody, owner: TrusteeId, keys: &Path) -> Result<(), String> {
    if custody.trustee() == owner {
        return Ok(());
    }
    Err(format!(
        "the keys in {} are those of {}, and the data belongs to {owner}: with these keys no locker opens. Name the right folder with \
         --keys, or restore it from its backup. Nothing was changed.",
        keys.display(),
        custody.trustee()
    ))
}

/// Whose data folder it is; nobody's before it was first served.
pub(crate) fn owner(data: &Path) -> Result<Option<TrusteeId>, StartError> {
    let path = data.join(OWNER);
    match std::fs::read_to_string(&path) {
        Ok(text) => text.trim_end().parse().map(Some).map_err(|_| {
            StartError::Damaged(format!("{} does not hold the id of a bank. Restore it from a backup.", path.display()))
        }),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(StartError::Machine(format!("{} cannot be read: {e}", path.display()))),
    }
}

fn remember(data: &Path, trustee: TrusteeId) -> Result<(), StartError> {
    let write = || {
        let fresh = data.join("trustee.new");
        let mut file = File::create(&fresh)?;
        writeln!(file, "{trustee}")?;
        file.sync_all()?;
        std::fs::rename(&fresh, data.join(OWNER))?;
        File::open(data)?.sync_all()
    };
    write().map_err(|e| StartError::Machine(format!("the data folder {} cannot be written: {e}", data.display())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_lie_beside_the_data_by_default() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        for name in ["bank", "bank/", "bank/."] {
            assert_eq!(default_keys_dir(&folder.path().join(name)).unwrap(), real.join("bank.keys"), "{name}");
        }
        assert!(default_keys_dir(Path::new("/")).is_err());
    }

    #[test]
    fn p10_keys_inside_the_data_are_refused_by_whatever_path() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("bank");
        std::fs::create_dir(&data).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&data, &link).unwrap();
        for keys in
            [data.clone(), data.join("keys"), data.join("a/../keys"), link.join("keys"), folder.path().to_owned()]
        {
            assert!(keys_dir(&data, Some(&keys)).is_err(), "{}", keys.display());
        }
        for keys in [folder.path().join("bank.keys"), folder.path().join("bankkeys")] {
            assert!(keys_dir(&data, Some(&keys)).is_ok(), "{}", keys.display());
        }
    }

    #[test]
    fn p4_one_data_folder_is_served_once() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("new/bank");
        let held = DataLock::take(&data).unwrap();
        let Err(error) = DataLock::take(&data) else { unreachable!("the folder is served") };
        assert!(error.to_string().contains("already"), "{error}");
        drop(held);
        DataLock::take(&data).unwrap();
    }

    #[test]
    fn missing_or_foreign_keys_are_refused_and_never_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let [data, keys, away] = ["bank", "keys", "away"].map(|name| folder.path().join(name));
        std::fs::create_dir(&data).unwrap();
        let first = open_keys(&data, &keys).unwrap().trustee();
        assert_eq!(open_keys(&data, &keys).unwrap().trustee(), first, "a second start");
        std::fs::rename(&keys, &away).unwrap();
        assert!(matches!(open_keys(&data, &keys), Err(StartError::Damaged(_))));
        assert!(!keys.exists(), "nothing was made");
        SoftwareCustody::create(&keys, &mut entropy::rng()).unwrap();
        let Err(error) = open_keys(&data, &keys) else { unreachable!("foreign keys") };
        assert!(error.to_string().contains(&first.to_string()), "{error}");
        assert_eq!(open_keys(&data, &away).unwrap().trustee(), first);
    }

    #[test]
    fn a_data_folder_whose_owner_cannot_be_read_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "bank-", "locker-aaaqeayeaudaocajbifqydiob4", "bank-aaaqeayeaudaocajbifqydiob4 x"] {
            std::fs::write(folder.path().join(OWNER), text).unwrap();
            assert!(matches!(owner(folder.path()), Err(StartError::Damaged(_))), "{text:?}");
        }
    }
}
