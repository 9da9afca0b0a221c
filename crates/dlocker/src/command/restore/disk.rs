//! Between the SDK and the folder that the wallet is restored to.

use dlocker_client::restore::{Restored, RestoredStat};
use dlocker_client::{Connection, Error, Result};
use dlocker_commands::Wallet;
use dlocker_protocol::PackId;
use dlocker_wallet::{FileId, MARK_LEN, Meta, NotExact, Target};
use indicatif::ProgressBar;

use crate::outcome::note;
use crate::platform::Desktop;
use crate::progress;

/// A folder on disk as the SDK sees it.
struct Disk {
    target: Target,
    bar: ProgressBar,
}

impl Disk {
    fn new(target: Target, total: u64) -> Self {
        Self { target, bar: progress::bytes("Restoring", Some(total)) }
    }

    /// Gives up for now; says whether the next restore can go on from here.
    fn leave(self) -> bool {
        self.bar.finish_and_clear();
        self.target.leave()
    }

    /// Puts everything under its name.
    fn finish(self) -> Result<Vec<NotExact>> {
        self.bar.finish_and_clear();
        let finished = self.target.finish().map_err(|e| {
            Error::Unexpected(format!(
                "The wallet could not be put in place: {e}. It is safe in the locker; restore it again."
            ))
        })?;
        Ok(finished.not_exact)
    }
}

impl dlocker_client::restore::Target for Disk {
    type File = FileId;

    fn folder(&mut self, path: &[Vec<u8>], stat: RestoredStat) -> core::result::Result<(), String> {
        self.target.folder(&parts(path), &meta(stat)).map_err(|e| e.to_string())
    }

    fn link(&mut self, path: &[Vec<u8>], stat: RestoredStat, target: &[u8]) -> core::result::Result<(), String> {
        self.target.link(&parts(path), &meta(stat), target).map_err(|e| e.to_string())
    }

    fn file(&mut self, path: &[Vec<u8>], stat: RestoredStat, len: u64) -> core::result::Result<FileId, String> {
        self.target.file(&parts(path), &meta(stat), len).map_err(|e| e.to_string())
    }

    fn write_at(&mut self, file: FileId, offset: u64, bytes: &[u8]) -> core::result::Result<(), String> {
        self.target.write_at(file, offset, bytes).map_err(|e| e.to_string())
    }

    fn hole(&mut self, file: FileId, offset: u64, len: u64) -> core::result::Result<(), String> {
        self.target.hole(file, offset, len).map_err(|e| e.to_string())
    }

    fn marks(&self, pack: PackId) -> Vec<[u8; MARK_LEN]> {
        self.target.marks(pack.as_bytes()).to_vec()
    }

    fn mark(&mut self, pack: PackId, mark: [u8; MARK_LEN]) -> core::result::Result<(), String> {
        self.target.mark(*pack.as_bytes(), mark).map_err(|e| e.to_string())
    }

    fn read_at(&mut self, file: FileId, offset: u64, bytes: &mut [u8]) -> core::result::Result<(), String> {
        self.target.read_at(file, offset, bytes).map_err(|e| e.to_string())
    }

    fn progress(&mut self, done: u64, _total: u64) {
        self.bar.set_position(done);
    }
}

/// Restores what is selected of the wallet.
pub(in crate::command) async fn restore_to(
    target: Target,
    connection: &Connection<'_, Desktop>,
    wallet: &Wallet,
) -> Result<Restored> {
    let mut disk = Disk::new(target, wallet.bytes());
    let restored = match wallet.restore(connection, &mut disk).await {
        Ok(restored) => restored,
        Err(error) => return Err(interrupted(error, disk)),
    };
    for inexact in disk.finish()? {
        note(&format!("{}: {}", inexact.path, inexact.what));
    }
    Ok(restored)
}

/// What a bank that is away for a while has sent already is not fetched again.
fn interrupted(error: Error, disk: Disk) -> Error {
    let passes = matches!(error, Error::Unreachable(_) | Error::Waiting { .. });
    if passes && disk.leave() {
        note("What has arrived is kept in the folder, out of sight. The same command again goes on from there.");
    }
    error
}

fn parts(path: &[Vec<u8>]) -> Vec<&[u8]> {
    path.iter().map(Vec::as_slice).collect()
}

fn meta(stat: RestoredStat) -> Meta {
    Meta { mode: stat.mode, mtime_secs: stat.mtime_secs, mtime_nanos: stat.mtime_nanos }
}
