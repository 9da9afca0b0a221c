//! From a backup onto the disk, as the owner's program does it: the real target.

use dlocker_client::restore::{RestoredStat, Target as Restoring};
use dlocker_wallet::{FileId, Meta, Target, TargetError};

pub(crate) struct Disk(pub(crate) Target);

fn words<T>(result: Result<T, TargetError>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

fn parts(path: &[Vec<u8>]) -> Vec<&[u8]> {
    path.iter().map(Vec::as_slice).collect()
}

fn meta(stat: RestoredStat) -> Meta {
    Meta { mode: stat.mode, mtime_secs: stat.mtime_secs, mtime_nanos: stat.mtime_nanos }
}

impl Restoring for Disk {
    type File = FileId;

    fn folder(&mut self, path: &[Vec<u8>], stat: RestoredStat) -> Result<(), String> {
        words(self.0.folder(&parts(path), &meta(stat)))
    }

    fn link(&mut self, path: &[Vec<u8>], stat: RestoredStat, target: &[u8]) -> Result<(), String> {
        words(self.0.link(&parts(path), &meta(stat), target))
    }

    fn file(&mut self, path: &[Vec<u8>], stat: RestoredStat, len: u64) -> Result<FileId, String> {
        words(self.0.file(&parts(path), &meta(stat), len))
    }

    fn write_at(&mut self, file: FileId, offset: u64, bytes: &[u8]) -> Result<(), String> {
        words(self.0.write_at(file, offset, bytes))
    }
}
