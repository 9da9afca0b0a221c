//! From the disk into a backup, as the owner's program does it: the real scanner, the real builder.

use dlocker_client::backup::{Builder, Cut, FileParts, ItemLabel, ReadyPack, Stat};
use dlocker_stories::in_process::Luck;
use dlocker_wallet::{Extent, FileRead, Kind, Meta, Skipped, Unread, VisitError, Visitor};

pub(crate) struct Feed {
    pub(crate) builder: Builder<Luck>,
    pub(crate) packs: Vec<ReadyPack>,
    /// What the scanner could not read, in words.
    pub(crate) unread: Vec<String>,
}

impl Feed {
    pub(crate) fn new(builder: Builder<Luck>) -> Self {
        Self { builder, packs: Vec::new(), unread: Vec::new() }
    }

    fn take_packs(&mut self) {
        self.packs.extend(std::iter::from_fn(|| self.builder.take_pack()));
    }

    fn content(&mut self, file: &mut dyn FileRead) -> Result<FileParts, VisitError> {
        let database = matches!(file.info().kind, Kind::AskarStore | Kind::Sqlite);
        let longest = Builder::<Luck>::piece_len(if database { Cut::Database } else { Cut::Plain });
        let mut parts = self.builder.begin_file(file.info().raw_key);
        let mut piece = Vec::new();
        while let Some(extent) = file.next_extent(&mut piece, longest)? {
            match extent {
                Extent::Data { .. } => self.builder.data(&mut parts, &piece).map_err(VisitError::stop)?,
                Extent::Hole { len, .. } => self.builder.hole(&mut parts, len),
            }
            self.take_packs();
        }
        Ok(parts)
    }
}

impl Visitor for Feed {
    fn enter_folder(&mut self, name: &[u8], meta: &Meta) -> Result<(), VisitError> {
        self.builder.enter_folder(name, stat(meta));
        Ok(())
    }

    fn leave_folder(&mut self) -> Result<(), VisitError> {
        self.builder.leave_folder().map_err(VisitError::stop)?;
        self.take_packs();
        Ok(())
    }

    fn link(&mut self, name: &[u8], meta: &Meta, target: &[u8]) -> Result<(), VisitError> {
        self.builder.link(name, stat(meta), target).map_err(VisitError::stop)
    }

    fn file(&mut self, name: &[u8], file: &mut dyn FileRead) -> Result<(), VisitError> {
        let parts = self.content(file)?;
        let label = ItemLabel { kind: file.info().kind.code(), ..ItemLabel::default() };
        self.builder.end_file(name, stat(file.meta()), label, parts).map_err(VisitError::stop)
    }

    fn unread(&mut self, path: &[u8], why: Unread) {
        self.unread.push(format!("{} {why}", path.escape_ascii()));
    }

    fn skipped(&mut self, path: &[u8], what: Skipped) {
        self.unread.push(format!("{} {what}", path.escape_ascii()));
    }
}

fn stat(meta: &Meta) -> Stat {
    Stat { mode: meta.mode, mtime_secs: meta.mtime_secs, mtime_nanos: meta.mtime_nanos }
}
