//! The printed recovery kit.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use dlocker_client::{Error, Result};
use dlocker_commands::kit::{self, text};
use dlocker_core::secret::KitSecret;
use dlocker_protocol::MethodId;
use zeroize::Zeroizing;

/// No kit is longer.
const LONGEST: usize = 16 * 1024;

/// Writes the kit, for its owner's eyes only, to a file that does not exist yet. It is on disk before the method counts.
pub(crate) fn write(path: &Path, kit: &KitSecret, method: MethodId, bank: &str) -> Result<()> {
    let text = text(kit, method, bank);
    let file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
    let written = file.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|e| Error::Misuse(format!("{} cannot be written: {e}. No kit was made.", path.display())))
}

/// The method that the kit in this file is for; none if there is no such file.
pub(crate) fn method_in(path: &Path) -> Result<Option<MethodId>> {
    let cannot = |why: String| Error::Misuse(format!("{} {why}. Name another file. No kit was made.", path.display()));
    let text = match File::open(path).and_then(read_start) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(cannot(format!("is there already, and cannot be read: {e}"))),
    };
    kit::method_in(&text).map(Some).ok_or_else(|| cannot("is there already, and is no kit".into()))
}

/// The secret of the kit in this file, if the file is to the letter what [`write`] makes for this method and bank: one that was interrupted
/// before its method was added goes on with it.
pub(crate) fn left_in(path: &Path, method: MethodId, bank: &str) -> Option<KitSecret> {
    let found = File::open(path).and_then(read_start).ok()?;
    kit::left_in(&found, method, bank)
}

/// The beginning of a file, as far as a kit can go.
fn read_start(file: File) -> std::io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST));
    file.take(LONGEST as u64).read_to_end(&mut bytes)?;
    Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Takes back a kit whose method was not added.
pub(crate) fn take_back(path: &Path) {
    let _ = std::fs::remove_file(path);
}
