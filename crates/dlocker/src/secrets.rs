//! Secrets from files or from the terminal; never from an argument, and without a terminal nothing asks.

use std::io::{IsTerminal, Read};
use std::path::Path;

use dlocker_client::Unlock;
use dlocker_client::{Connection, Error, Result};
use dlocker_core::secret::{KitSecret, OwnerSecret, Passphrase, Pin};
use dlocker_protocol::MethodId;
use dlocker_protocol::method::MethodKind;
use zeroize::Zeroizing;

use crate::args::{AddMore, UnlockFiles};
use crate::outcome::note;
use crate::platform::Desktop;

/// No secret file is longer.
const MAX_FILE: u64 = 64 * 1024;

/// The secret that opens, from the given files.
pub(crate) fn from_files(files: &UnlockFiles) -> Result<Option<Unlock>> {
    one_of(files.pin_file.as_deref(), files.passphrase_file.as_deref(), files.kit_file.as_deref())
}

/// The secret of a method that is there, for adding another.
pub(crate) fn from_existing(more: &AddMore) -> Result<Option<Unlock>> {
    one_of(more.unlock_pin_file.as_deref(), more.unlock_passphrase_file.as_deref(), more.unlock_kit_file.as_deref())
}

fn one_of(pin: Option<&Path>, passphrase: Option<&Path>, kit: Option<&Path>) -> Result<Option<Unlock>> {
    match (pin, passphrase, kit) {
        (Some(path), _, _) => guess(MethodKind::Pin, &read(path)?).map(Some),
        (_, Some(path), _) => guess(MethodKind::Passphrase, &read(path)?).map(Some),
        (_, _, Some(path)) => guess(MethodKind::Kit, &read(path)?).map(Some),
        _ => Ok(None),
    }
}

/// The secret that opens: from the files, or asked for on the terminal.
pub(crate) async fn required(files: &UnlockFiles, connection: &Connection<'_, Desktop>) -> Result<Unlock> {
    if let Some(unlock) = from_files(files)? {
        return Ok(unlock);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Error::Misuse("This needs one of --pin-file, --passphrase-file or --kit-file.".into()));
    }
    let methods = connection.methods().await?;
    let kinds = [MethodKind::Pin, MethodKind::Passphrase, MethodKind::Kit];
    let kind = kinds.into_iter().find(|kind| methods.iter().any(|m| m.kind == *kind));
    let kind = kind.ok_or_else(|| Error::Misuse("This locker has no unlock method yet.".into()))?;
    guess(kind, ask(&format!("Your {kind}: "))?.as_bytes())
}

/// No guess is filtered before it is counted: whatever the file holds is tried.
fn guess(kind: MethodKind, bytes: &[u8]) -> Result<Unlock> {
    let misuse = |e: dlocker_core::secret::BadSecret| Error::Misuse(e.to_string());
    let secret = match kind {
        MethodKind::Pin => OwnerSecret::Pin(Pin::guess(bytes).map_err(misuse)?),
        MethodKind::Passphrase => OwnerSecret::Passphrase(Passphrase::guess(bytes).map_err(misuse)?),
        MethodKind::Kit => return kit_guess(bytes),
    };
    Ok(Unlock { secret, method: None })
}

fn kit_guess(bytes: &[u8]) -> Result<Unlock> {
    let kit = KitSecret::guess(bytes).map_err(|e| Error::Misuse(e.to_string()))?;
    if !kit.checks() {
        note("The check characters of this kit do not fit: look for a character that was read or typed wrong.");
    }
    let text = String::from_utf8_lossy(bytes);
    let method: Option<MethodId> = text.split_whitespace().find_map(|word| word.parse().ok());
    Ok(Unlock { secret: OwnerSecret::Kit(kit), method })
}

/// A new PIN from its file or the terminal, with a warning if it is weak.
pub(crate) fn new_pin(path: Option<&Path>) -> Result<OwnerSecret> {
    let bytes = chosen(path, "--pin-file", "A new PIN, 4 to 12 digits: ")?;
    let pin = Pin::choose(&bytes).map_err(|e| Error::Misuse(e.to_string()))?;
    if let Some(weakness) = pin.is_weak() {
        note(&format!("Warning: this PIN is easy to guess: {weakness}."));
    }
    Ok(OwnerSecret::Pin(pin))
}

/// A new passphrase from its file or the terminal, with a warning if it is weak.
pub(crate) fn new_passphrase(path: Option<&Path>) -> Result<OwnerSecret> {
    let bytes = chosen(path, "--passphrase-file", "A new passphrase: ")?;
    let passphrase = Passphrase::choose(&bytes).map_err(|e| Error::Misuse(e.to_string()))?;
    if let Some(weakness) = passphrase.is_weak() {
        note(&format!("Warning: this passphrase is easy to guess: {weakness}."));
    }
    Ok(OwnerSecret::Passphrase(passphrase))
}

fn chosen(path: Option<&Path>, option: &str, question: &str) -> Result<Zeroizing<Vec<u8>>> {
    if let Some(path) = path {
        return read(path);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Error::Misuse(format!("This needs {option}.")));
    }
    let first = ask(question)?;
    if ask("Once more: ")? != first {
        return Err(Error::Misuse("The two entries differ. Nothing was changed.".into()));
    }
    Ok(Zeroizing::new(first.as_bytes().to_vec()))
}

fn ask(question: &str) -> Result<Zeroizing<String>> {
    let answer = rpassword::prompt_password(question);
    answer.map(Zeroizing::new).map_err(|e| Error::Misuse(format!("The terminal cannot be read: {e}.")))
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let cannot = |e: std::io::Error| Error::Misuse(format!("{} cannot be read: {e}.", path.display()));
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    std::fs::File::open(path).and_then(|f| f.take(MAX_FILE + 1).read_to_end(&mut bytes)).map_err(cannot)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Error::Misuse(format!("{} is too long for a secret.", path.display())));
    }
    Ok(bytes)
}
