//! Hurting an animal, to see that its tool notices.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::{Spot, Tried, Vital};

/// What is done to a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hurt {
    /// One bit is another.
    Flipped,
    /// The second half is gone.
    Cut,
}

impl Hurt {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Flipped, Self::Cut];
}

/// Hurts a vital part of the animal in `folder`.
///
/// # Errors
/// If there is no such file, or it cannot be written.
pub fn hurt(folder: &Path, vital: &Vital, how: Hurt) -> Tried {
    let files = files(&folder.join(vital.path))?;
    if files.is_empty() {
        return Err(format!("{} has no files", vital.path));
    }
    files.iter().try_for_each(|file| hurt_file(file, vital.at, how).map_err(|e| format!("{}: {e}", file.display())))
}

fn hurt_file(file: &Path, at: Spot, how: Hurt) -> std::io::Result<()> {
    let mut bytes = fs::read(file)?;
    let flipped = at.within(&bytes);
    match how {
        Hurt::Cut => bytes.truncate(bytes.len() / 2),
        Hurt::Flipped => bytes.iter_mut().skip(flipped).take(1).for_each(|byte| *byte ^= 1),
    }
    let mode = fs::metadata(file)?.permissions().mode();
    fs::set_permissions(file, fs::Permissions::from_mode(mode | 0o200))?;
    fs::write(file, bytes)?;
    fs::set_permissions(file, fs::Permissions::from_mode(mode))
}

/// The file, or every file below the folder.
fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    let shown = |e: std::io::Error| format!("{}: {e}", path.display());
    if !path.metadata().map_err(shown)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(shown)? {
        found.extend(files(&entry.map_err(shown)?.path())?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bit_or_half_of_each_file_is_another() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("keys")).unwrap();
        let file = folder.path().join("keys/a");
        for (how, left) in [(Hurt::Flipped, &b"0023"[..]), (Hurt::Cut, b"01")] {
            fs::write(&file, "0123").unwrap();
            hurt(folder.path(), &Vital::at("keys", 25), how).unwrap();
            assert_eq!(fs::read(&file).unwrap(), left);
        }
        assert!(hurt(folder.path(), &Vital::new("locks"), Hurt::Cut).is_err());
    }
}
