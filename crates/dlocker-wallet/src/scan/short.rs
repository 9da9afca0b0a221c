//! Short texts in the wallet: one of them may be the passphrase of a store that is in it too.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use zeroize::Zeroizing;

use super::open::Wallet;
use super::stamp;
use crate::item::{Facets, Kind};
use crate::recognise::recognise;

/// Not more entries are looked at than these, so that a large wallet costs no more than a moment.
const MAX_ENTRIES: usize = 100_000;

/// A file of one line that is nothing else.
pub struct ShortText {
    /// Its path, parts joined by `/`.
    pub path: Vec<u8>,
    /// When it was changed: seconds since 1970, and nanoseconds.
    pub changed: (i64, u32),
    /// The line, without its end.
    pub text: Zeroizing<String>,
}

/// A folder that is still to be looked into. Its parent stays open as long as one of its folders waits.
struct Waiting {
    parent: Rc<OwnedFd>,
    name: Vec<u8>,
    path: Vec<u8>,
}

impl Wallet {
    /// The files of the wallet that are one line of at most `longest` bytes, and at most `most` of them. What can't be read is passed over: the
    /// visit tells.
    #[must_use]
    pub fn short_texts(&self, longest: usize, most: usize) -> Vec<ShortText> {
        let mut search = Search { longest, most, left: MAX_ENTRIES, folders: Vec::new(), found: Vec::new() };
        for root in &self.roots {
            let Ok(parent) = root.parent.try_clone().map(Rc::new) else { continue };
            search.entry(&parent, &root.real, root.shown.clone());
        }
        while let Some(folder) = search.folders.pop().filter(|_| search.left > 0) {
            search.folder(&folder);
        }
        search.found
    }
}

struct Search {
    longest: usize,
    most: usize,
    left: usize,
    folders: Vec<Waiting>,
    found: Vec<ShortText>,
}

impl Search {
    fn folder(&mut self, folder: &Waiting) {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let Ok(fd) = rustix::fs::openat(&folder.parent, folder.name.as_slice(), flags, Mode::empty()).map(Rc::new)
        else {
            return;
        };
        let Ok(entries) = Dir::read_from(&fd) else { return };
        let mut names: Vec<Vec<u8>> = entries.flatten().map(|entry| entry.file_name().to_bytes().to_vec()).collect();
        names.sort();
        for name in names.into_iter().filter(|name| !matches!(name.as_slice(), b"." | b"..")).take(self.left) {
            self.left -= 1;
            let path = [folder.path.as_slice(), b"/", &name].concat();
            self.entry(&fd, &name, path);
        }
    }

    fn entry(&mut self, parent: &Rc<OwnedFd>, name: &[u8], path: Vec<u8>) {
        let Ok(stat) = rustix::fs::statat(parent, name, AtFlags::SYMLINK_NOFOLLOW) else { return };
        match stamp::kind(&stat) {
            FileType::Directory => self.folders.push(Waiting { parent: Rc::clone(parent), name: name.to_vec(), path }),
            // One more byte for the end of the line.
            FileType::RegularFile
                if (1..=self.longest + 2).contains(&usize::try_from(stat.st_size).unwrap_or(usize::MAX)) =>
            {
                let meta = stamp::meta(&stat);
                let text = if self.found.len() < self.most { self.read(parent, name) } else { None };
                self.found.extend(text.map(|text| ShortText {
                    path,
                    changed: (meta.mtime_secs, meta.mtime_nanos),
                    text,
                }));
            }
            _ => {}
        }
    }

    /// The one line of a file, unless it is something that is known.
    fn read(&self, parent: &OwnedFd, name: &[u8]) -> Option<Zeroizing<String>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::openat(parent, name, flags, Mode::empty()).ok()?);
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.longest + 3));
        file.take(self.longest as u64 + 3).read_to_end(&mut bytes).ok()?;
        let info = recognise(&bytes, bytes.len() as u64);
        let text = std::str::from_utf8(&bytes).ok()?.trim_end_matches(['\r', '\n']);
        let one_line = !text.is_empty() && text.len() <= self.longest && !text.contains(char::is_control);
        let unknown = info.kind == Kind::File && info.facets == Facets::NONE;
        (one_line && unknown).then(|| Zeroizing::new(text.to_owned()))
    }
}
