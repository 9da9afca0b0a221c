//! From the disk into a backup, as the owner's program does it: the real scanner, the real builder.

use dlocker_client::backup::{Builder, Cut, ItemLabel, Stat};
use dlocker_client::{Connection, Error, Result};
use dlocker_stories::in_process::{Luck, Phone};
use dlocker_wallet::{Extent, FileRead, Kind, Meta, Skipped, Unread, VisitError, Visitor};

/// What the scanner showed, in its order.
#[derive(Default)]
pub(crate) struct Seen {
    events: Vec<Event>,
    /// What it could not read, in words.
    pub(crate) unread: Vec<String>,
}

enum Event {
    Enter(Vec<u8>, Stat),
    Leave,
    Link(Vec<u8>, Stat, Vec<u8>),
    File(SeenFile),
}

struct SeenFile {
    name: Vec<u8>,
    stat: Stat,
    kind: Kind,
    raw_key: bool,
    pieces: Vec<Piece>,
}

enum Piece {
    Data(Vec<u8>),
    Hole(u64),
}

impl Visitor for Seen {
    fn enter_folder(&mut self, name: &[u8], meta: &Meta) -> core::result::Result<(), VisitError> {
        self.events.push(Event::Enter(name.to_vec(), stat(meta)));
        Ok(())
    }

    fn leave_folder(&mut self) -> core::result::Result<(), VisitError> {
        self.events.push(Event::Leave);
        Ok(())
    }

    fn link(&mut self, name: &[u8], meta: &Meta, target: &[u8]) -> core::result::Result<(), VisitError> {
        self.events.push(Event::Link(name.to_vec(), stat(meta), target.to_vec()));
        Ok(())
    }

    fn file(&mut self, name: &[u8], file: &mut dyn FileRead) -> core::result::Result<(), VisitError> {
        let kind = file.info().kind;
        let database = matches!(kind, Kind::AskarStore | Kind::Sqlite);
        let longest = Builder::<Luck>::piece_len(if database { Cut::Database(file.len()) } else { Cut::Plain });
        let (mut pieces, mut bytes) = (Vec::new(), Vec::new());
        while let Some(extent) = file.next_extent(&mut bytes, longest)? {
            pieces.push(match extent {
                Extent::Data { .. } => Piece::Data(bytes.clone()),
                Extent::Hole { len, .. } => Piece::Hole(len),
            });
        }
        let (stat, raw_key) = (stat(file.meta()), file.info().raw_key);
        self.events.push(Event::File(SeenFile { name: name.to_vec(), stat, kind, raw_key, pieces }));
        Ok(())
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

/// Feeds a builder with what was seen, and sends its packs as they come.
pub(crate) struct Feed<'c, 'p> {
    pub(crate) connection: &'c Connection<'p, Phone>,
    pub(crate) builder: Builder<Luck>,
    /// The owner stops it in an orderly way after so many packs.
    pub(crate) stop_after: Option<u64>,
}

impl Feed<'_, '_> {
    /// All of it. Stopped before its end, it notes down how far it got, as the owner's program does.
    pub(crate) async fn all(mut self, seen: &Seen) -> Result<Builder<Luck>> {
        for event in &seen.events {
            let fed = self.feed(event).await;
            if let Err(error) = fed {
                if let Some(note) = self.builder.unfinished()? {
                    self.connection.keep_unfinished(&note)?;
                }
                return Err(error);
            }
        }
        Ok(self.builder)
    }

    async fn feed(&mut self, event: &Event) -> Result<()> {
        match event {
            Event::Enter(name, stat) => self.builder.enter_folder(name, *stat),
            Event::Leave => self.builder.leave_folder()?,
            Event::Link(name, stat, target) => self.builder.link(name, *stat, target)?,
            Event::File(file) => self.file(file).await?,
        }
        self.send().await
    }

    async fn file(&mut self, file: &SeenFile) -> Result<()> {
        let mut parts = self.builder.begin_file(file.raw_key);
        for piece in &file.pieces {
            match piece {
                Piece::Data(bytes) => self.builder.data(&mut parts, bytes)?,
                Piece::Hole(len) => self.builder.hole(&mut parts, *len),
            }
            self.send().await?;
        }
        let label = ItemLabel { kind: file.kind.code(), ..ItemLabel::default() };
        self.builder.end_file(&file.name, file.stat, label, parts)
    }

    async fn send(&mut self) -> Result<()> {
        while let Some(pack) = self.builder.take_pack() {
            self.connection.send_pack(pack).await?;
            if let Some(left) = &mut self.stop_after {
                *left = left.checked_sub(1).ok_or_else(|| Error::Unreachable("the owner has no time".into()))?;
            }
        }
        if let Some(note) = self.builder.take_unfinished()? {
            self.connection.keep_unfinished(&note)?;
        }
        Ok(())
    }
}
