//! What a restore notes down while it goes on, so that it can go on again after it was interrupted.
//!
//! The file `journal` in the staging folder holds records of 48 bytes: which part of the backup was written out, and the mark of what was
//! written. Nobody believes a record for itself: whoever reads it computes the mark anew from what lies in the files. So records are never
//! flushed, and what a power cut or somebody else made of file and journal is noticed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::BorrowedFd;

use rustix::fs::{Mode, OFlags};

/// Name of the journal; files have plain numbers.
const NAME: &str = "journal";

/// Length in bytes of what names a part of the backup.
pub const PART_LEN: usize = 16;

/// Length of a mark in bytes.
pub const MARK_LEN: usize = 32;

const RECORD: usize = PART_LEN + MARK_LEN;

/// The part of this record is none: the files are being put under their names.
const PLACING: [u8; RECORD] = [0xff; RECORD];

/// No journal is longer: as many records as a locker could ever need for one restore.
const LONGEST: u64 = 64 << 20;

/// The records of this restore, and of those before it.
#[derive(Default)]
pub(super) struct Journal {
    marks: HashMap<[u8; PART_LEN], Vec<[u8; MARK_LEN]>>,
    placing: bool,
    file: Option<File>,
}

impl Journal {
    /// Reads what an interrupted restore left in its folder. A record that was cut short is none.
    pub(super) fn read(folder: BorrowedFd<'_>) -> io::Result<Self> {
        let flags = OFlags::RDWR | OFlags::APPEND | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file: File = rustix::fs::openat(folder, NAME, flags, Mode::empty())?.into();
        let meta = file.metadata()?;
        if !meta.is_file() || meta.len() > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = Vec::new();
        (&file).take(LONGEST).read_to_end(&mut bytes)?;
        let mut journal = Self::default();
        let records = bytes.chunks_exact(RECORD);
        file.set_len((bytes.len() - records.remainder().len()) as u64)?;
        records.for_each(|record| journal.take(record));
        journal.file = Some(file);
        Ok(journal)
    }

    fn take(&mut self, record: &[u8]) {
        if record == PLACING {
            self.placing = true;
        } else if let (Some(part), Some(mark)) = (record.first_chunk(), record.last_chunk()) {
            self.marks.entry(*part).or_default().push(*mark);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    pub(super) fn marks(&self, part: &[u8; PART_LEN]) -> &[[u8; MARK_LEN]] {
        self.marks.get(part).map_or(&[], Vec::as_slice)
    }

    /// Whether an interrupted restore had begun to put files under their names.
    pub(super) fn placing(&self) -> bool {
        self.placing
    }

    pub(super) fn mark(
        &mut self,
        folder: BorrowedFd<'_>,
        part: [u8; PART_LEN],
        mark: [u8; MARK_LEN],
    ) -> io::Result<()> {
        let record = [part.as_slice(), &mark].concat();
        self.append(folder, &record)?;
        self.take(&record);
        Ok(())
    }

    pub(super) fn begin_placing(&mut self, folder: BorrowedFd<'_>) -> io::Result<()> {
        // Without a mark there is nothing to go on with.
        if self.placing || self.is_empty() { Ok(()) } else { self.append(folder, &PLACING) }
    }

    fn append(&mut self, folder: BorrowedFd<'_>, record: &[u8]) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => {
                let flags = OFlags::WRONLY | OFlags::APPEND | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
                rustix::fs::openat(folder, NAME, flags, Mode::RUSR | Mode::WUSR)?.into()
            }
        };
        file.write_all(record)?;
        self.file = Some(file);
        Ok(())
    }
}
