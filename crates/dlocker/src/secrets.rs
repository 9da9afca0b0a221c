//! Secrets from files or from the terminal; never from an argument, and without a terminal nothing asks.

use std::io::{IsTerminal, Read};
use std::path::Path;

use dlocker_client::Unlock;
use dlocker_client::{Connection, Error, Result};
use dlocker_commands::method;
use dlocker_commands::secrets::{self, New};
use dlocker_core::secret::OwnerSecret;
use dlocker_protocol::method::{MethodKind, MethodView};
use zeroize::Zeroizing;

use crate::args::{ExistingFiles, UnlockFiles};
use crate::outcome::note;
use crate::platform::Desktop;

/// No secret file is longer.
const MAX_FILE: u64 = 64 * 1024;

/// Opens nothing by itself: what the user has named, if anything.
pub(crate) fn from_existing(files: &ExistingFiles) -> Result<Option<Unlock>> {
    let paths = [&files.unlock_pin_file, &files.unlock_passphrase_file, &files.unlock_kit_file];
    one_of(paths.map(|path| path.as_deref()))
}

fn from_files(files: &UnlockFiles) -> Result<Option<Unlock>> {
    one_of([&files.pin_file, &files.passphrase_file, &files.kit_file].map(|path| path.as_deref()))
}

fn one_of(files: [Option<&Path>; 3]) -> Result<Option<Unlock>> {
    let kinds = [MethodKind::Pin, MethodKind::Passphrase, MethodKind::Kit];
    let named = kinds.into_iter().zip(files).find_map(|(kind, path)| path.map(|path| (kind, path)));
    named.map(|(kind, path)| guess(kind, &read(path)?)).transpose()
}

/// The secret that opens: from the files, from this device itself where it may, or asked for on the terminal.
pub(crate) async fn required(files: &UnlockFiles, connection: &mut Connection<'_, Desktop>) -> Result<Unlock> {
    let named = from_files(files)?;
    found(named, connection, "--pin-file, --passphrase-file or --kit-file").await
}

/// The same for a command that changes the locker.
pub(crate) async fn required_existing(
    files: &ExistingFiles,
    connection: &mut Connection<'_, Desktop>,
) -> Result<Unlock> {
    let named = from_existing(files)?;
    found(named, connection, "--unlock-pin-file, --unlock-passphrase-file or --unlock-kit-file").await
}

/// The same for a command that adds a method: the first one of a locker has no other to open with.
pub(crate) async fn for_another(
    files: &ExistingFiles,
    connection: &mut Connection<'_, Desktop>,
) -> Result<Option<Unlock>> {
    if files.is_none() && method::adding_one(connection).await? {
        return Ok(None);
    }
    required_existing(files, connection).await.map(Some)
}

async fn found(named: Option<Unlock>, connection: &mut Connection<'_, Desktop>, options: &str) -> Result<Unlock> {
    let unlock = match named {
        Some(unlock) => Some(unlock),
        None => connection.own_unlock().await?,
    };
    match unlock {
        Some(unlock) => Ok(unlock),
        None if std::io::stdin().is_terminal() => asked(connection).await,
        None => Err(Error::Misuse(format!("This needs one of {options}."))),
    }
}

async fn asked(connection: &mut Connection<'_, Desktop>) -> Result<Unlock> {
    let methods = connection.methods().await?;
    let kinds = [MethodKind::Pin, MethodKind::Passphrase, MethodKind::Kit];
    let kind = kinds.into_iter().find(|kind| methods.iter().any(|m| m.kind == *kind));
    let kind = kind.ok_or_else(|| not_here(&methods))?;
    guess(kind, ask(&format!("Your {kind}: "))?.as_bytes())
}

/// Nothing that could be typed opens this locker.
fn not_here(methods: &[MethodView]) -> Error {
    Error::Misuse(if methods.iter().any(|method| method.kind == MethodKind::Passkey) {
        "A passkey opens this locker in your bank's page only. Open it there, and add a PIN, a passphrase or a kit; those work here too.".into()
    } else {
        "This locker has no unlock method that could be asked for.".into()
    })
}

fn guess(kind: MethodKind, bytes: &[u8]) -> Result<Unlock> {
    let guess = secrets::guess(kind, bytes)?;
    guess.note.into_iter().for_each(note);
    Ok(guess.unlock)
}

/// A new PIN from its file or the terminal, with a warning if it is weak.
pub(crate) fn new_pin(path: Option<&Path>) -> Result<OwnerSecret> {
    let bytes = chosen(path, "--pin-file", "A new PIN, 4 to 12 digits: ")?;
    Ok(told("PIN", secrets::new_pin(&bytes)?))
}

/// A new passphrase from its file or the terminal, with a warning if it is weak.
pub(crate) fn new_passphrase(path: Option<&Path>) -> Result<OwnerSecret> {
    let bytes = chosen(path, "--passphrase-file", "A new passphrase: ")?;
    Ok(told("passphrase", secrets::new_passphrase(&bytes)?))
}

/// The digits of an offer, from their file or the terminal.
pub(crate) fn tx_code(path: Option<&Path>) -> Result<Zeroizing<String>> {
    let text = match path {
        Some(path) => String::from_utf8(read(path)?.to_vec()).map(Zeroizing::new),
        None if std::io::stdin().is_terminal() => Ok(ask("The digits that your bank gave you apart from the offer: ")?),
        None => return Err(Error::Misuse("This offer needs --tx-code-file.".into())),
    };
    let text = text.map_err(|_| Error::Misuse("The file of --tx-code-file does not hold digits.".into()))?;
    Ok(Zeroizing::new(text.trim().to_owned()))
}

/// The six digits that a new phone shows, from their file or the terminal.
pub(crate) fn case_code(path: Option<&Path>) -> Result<Zeroizing<String>> {
    let text = match path {
        Some(path) => String::from_utf8(read(path)?.to_vec()).map(Zeroizing::new),
        None if std::io::stdin().is_terminal() => Ok(ask(
            "Vouch only for a recovery that you know to be yours; of any other say: dlocker veto.\nThe six digits that the new phone shows: ",
        )?),
        None => return Err(Error::Misuse("This needs --code-file.".into())),
    };
    text.map_err(|_| Error::Misuse("The file of --code-file does not hold digits.".into()))
}

fn told(what: &str, New { secret, weakness }: New) -> OwnerSecret {
    if let Some(weakness) = weakness {
        note(&format!("Warning: this {what} is easy to guess: {weakness}."));
    }
    secret
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
