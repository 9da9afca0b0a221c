//! The content of one file, read once from front to back, holes as holes.

use std::fs::File;
use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::fs::FileExt;

use rustix::fs::{FileType, Mode, OFlags, SeekFrom};
use rustix::io::Errno;
use zeroize::Zeroizing;

use super::stamp::{self, Stamp};
use super::{Extent, FileRead, ReadError};
use crate::item::{Facets, ItemInfo, Meta};
use crate::recognise::{HEAD_LIMIT, WHOLE_LIMIT, recognise};

/// An open file, or a private copy of a database.
pub(crate) struct Content {
    file: File,
    meta: Meta,
    len: u64,
    info: ItemInfo,
    /// The beginning, read once to recognise it and given out from here, so that what was recognised is what is kept.
    head: Zeroizing<Vec<u8>>,
    /// What the file looked like when it was opened; `None` for a private copy, which nobody changes.
    opened: Option<Stamp>,
    /// No holes, or a file system that knows none.
    dense: bool,
    at: u64,
    /// Up to here is data.
    data_end: u64,
}

impl Content {
    /// Opens a regular file without following a link.
    ///
    /// # Errors
    /// What the system says; [`ReadError::Changed`] when there is no regular file any more.
    pub(crate) fn open(dir: BorrowedFd<'_>, name: &[u8]) -> Result<Content, ReadError> {
        // Without NONBLOCK a pipe put in the file's place would be waited for.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = match rustix::fs::openat(dir, name, flags, Mode::empty()) {
            Ok(fd) => File::from(fd),
            Err(Errno::LOOP | Errno::NXIO) => return Err(ReadError::Changed),
            Err(errno) => return Err(errno.into()),
        };
        let stat = rustix::fs::fstat(&file)?;
        if stamp::kind(&stat) != FileType::RegularFile {
            return Err(ReadError::Changed);
        }
        let opened = Stamp::of(&stat);
        opened.settle();
        let mut content = Content::new(file, stamp::meta(&stat), opened.size);
        content.opened = Some(opened);
        content.dense = i128::from(stat.st_blocks) * 512 >= i128::from(opened.size);
        content.read_head()?;
        Ok(content)
    }

    /// A private copy of a database, whose kind is already known.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn of_copy(file: File, meta: Meta, info: ItemInfo) -> io::Result<Content> {
        let len = file.metadata()?.len();
        Ok(Content { info, ..Content::new(file, meta, len) })
    }

    fn new(file: File, meta: Meta, len: u64) -> Content {
        let head = Zeroizing::new(Vec::new());
        let info = ItemInfo::of(crate::item::Kind::File);
        Content { file, meta, len, info, head, opened: None, dense: false, at: 0, data_end: 0 }
    }

    fn read_head(&mut self) -> Result<(), ReadError> {
        let wanted = if self.len <= WHOLE_LIMIT { self.len } else { HEAD_LIMIT as u64 };
        let mut head = Zeroizing::new(vec![0; usize::try_from(wanted).unwrap_or(HEAD_LIMIT)]);
        self.read_exactly(&mut head, 0)?;
        self.info = recognise(&head, self.len);
        self.head = head;
        Ok(())
    }

    /// If it is a journal, what it belongs to lies beside it.
    pub(crate) fn is_no_stray_journal(&mut self) {
        self.info.facets = self.info.facets.without(Facets::STRAY_JOURNAL);
    }

    /// The bytes that were looked at to recognise the file.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    fn read_exactly(&self, buf: &mut [u8], at: u64) -> Result<(), ReadError> {
        match self.file.read_exact_at(buf, at) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(ReadError::Changed),
            Err(error) => Err(error.into()),
        }
    }

    /// Steps over a hole here, or finds out how far the data reaches.
    fn hole(&mut self) -> Result<Option<Extent>, ReadError> {
        let data = if self.dense { self.at } else { self.seek_data()? };
        if data > self.at {
            let (offset, len) = (self.at, data - self.at);
            self.at = data;
            return Ok(Some(Extent::Hole { offset, len }));
        }
        let end = if self.dense { self.len } else { rustix::fs::seek(&self.file, SeekFrom::Hole(self.at))? };
        // A file that just shrank gives an end that is no progress.
        if end <= self.at {
            return Err(ReadError::Changed);
        }
        self.data_end = end.min(self.len);
        Ok(None)
    }

    fn seek_data(&mut self) -> Result<u64, ReadError> {
        match rustix::fs::seek(&self.file, SeekFrom::Data(self.at)) {
            Ok(data) => Ok(data.min(self.len)),
            Err(Errno::NXIO) => Ok(self.len),
            Err(Errno::INVAL | Errno::NOTSUP) => {
                self.dense = true;
                Ok(self.at)
            }
            Err(errno) => Err(errno.into()),
        }
    }

    fn data(&mut self, buf: &mut Vec<u8>, max: usize) -> Result<Extent, ReadError> {
        let offset = self.at;
        let len = (self.data_end - offset).min(max.max(1) as u64);
        let (from, count) = (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(len).unwrap_or(max));
        match from.checked_add(count).and_then(|to| self.head.get(from..to)) {
            Some(bytes) => buf.extend_from_slice(bytes),
            None => {
                buf.resize(count, 0);
                self.read_exactly(buf, offset)?;
            }
        }
        self.at += len;
        Ok(Extent::Data { offset, len })
    }

    /// Makes sure that what was read is one state of the file.
    fn check_unchanged(&self) -> Result<(), ReadError> {
        let Some(opened) = self.opened else { return Ok(()) };
        let now = Stamp::of(&rustix::fs::fstat(&self.file)?);
        // Files made up by the kernel say that they are empty and are not: better missing and told than silently empty.
        let grew = self.len == 0 && self.file.read_at(&mut [0], 0)? > 0;
        if now != opened || grew { Err(ReadError::Changed) } else { Ok(()) }
    }
}

impl FileRead for Content {
    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn len(&self) -> u64 {
        self.len
    }

    fn info(&self) -> &ItemInfo {
        &self.info
    }

    fn next_extent(&mut self, buf: &mut Vec<u8>, max: usize) -> Result<Option<Extent>, ReadError> {
        buf.clear();
        if self.at >= self.len {
            return self.check_unchanged().map(|()| None);
        }
        if self.at >= self.data_end
            && let Some(hole) = self.hole()?
        {
            return Ok(Some(hole));
        }
        self.data(buf, max).map(Some)
    }
}
