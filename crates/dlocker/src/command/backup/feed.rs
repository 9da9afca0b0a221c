//! Between the wallet on disk and the snapshot being built.

use dlocker_client::backup::{Between, Builder, Built, FileParts, Plan, ReadyPack, Stat};
use dlocker_client::{Error, Result};
use dlocker_commands::backup::{Report, cut, label};
use dlocker_protocol::Digest;
use dlocker_wallet::{Extent, FileRead, Meta, Noted, Skipped, Unread, VisitError, Visitor, Wallet};
use indicatif::ProgressBar;
use tokio::sync::mpsc::Sender;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::{Learned, Lookout, Rng};

/// What goes from the thread that reads to the one that sends.
pub(super) enum Outgoing {
    /// To the bank.
    Pack(ReadyPack),
    /// To be committed before anything else is read; the digest of its header comes back.
    Part(Box<Between>, oneshot::Sender<(Box<Between>, Digest)>),
    /// Into the home, once a part is in the locker.
    Index(Zeroizing<Vec<u8>>),
}

/// The two ways from the thread that reads to the one that sends.
pub(super) struct Ways {
    /// In order, each when the one before is done.
    pub(super) outgoing: Sender<Outgoing>,
    /// Into the home, at once: how far this has got.
    pub(super) notes: Sender<Vec<u8>>,
}

/// The backup ended early.
pub(super) struct Interrupted {
    /// Why.
    pub(super) error: Error,
    /// How far it had got.
    pub(super) note: Option<Vec<u8>>,
}

/// Feeds a builder and sends its packs on.
pub(super) struct Feed {
    builder: Builder<Rng>,
    ways: Ways,
    bar: ProgressBar,
    report: Report,
    lookout: Lookout,
    failed: Option<Error>,
}

/// What a read wallet gives.
pub(super) type Read = (Built, Report, Learned);

impl Feed {
    pub(super) fn new(builder: Builder<Rng>, ways: Ways, bar: ProgressBar, lookout: Lookout) -> Self {
        Self { builder, ways, bar, report: Report::default(), lookout, failed: None }
    }

    /// Reads the whole wallet and ends the snapshot.
    pub(super) fn read(mut self, wallet: &Wallet, plan: &Plan) -> core::result::Result<Read, Box<Interrupted>> {
        let visited = wallet.visit(&mut self);
        let error = match (self.failed.take(), visited) {
            (Some(error), _) => error,
            (None, Err(error)) => Error::Unexpected(format!("The wallet could not be read: {error}.")),
            (None, Ok(())) => {
                let Self { builder, mut report, lookout, .. } = self;
                let built = builder.finish(plan).map_err(|error| Interrupted { error, note: None })?;
                let (warnings, learned) = lookout.finish();
                report.warnings = warnings;
                return Ok((built, report, learned));
            }
        };
        let note = self.builder.unfinished().ok().flatten();
        Err(Box::new(Interrupted { error, note }))
    }

    /// Keeps the first error of the builder and ends the visit.
    fn stop<T>(&mut self, result: Result<T>) -> core::result::Result<T, VisitError> {
        result.map_err(|error| {
            let words = error.to_string();
            self.failed.get_or_insert(error);
            VisitError::stop(words)
        })
    }

    /// Sends the packs that are full. The other end hangs up if sending failed: then there is nothing left to do.
    fn send_packs(&mut self) -> core::result::Result<(), VisitError> {
        while let Some(pack) = self.builder.take_pack() {
            self.pass_on(Outgoing::Pack(pack))?;
        }
        let noted = self.builder.take_unfinished();
        if let Some(note) = self.stop(noted)? {
            // Where the one before is not written yet, there is no hurry.
            let _ = self.ways.notes.try_send(note);
        }
        let part = self.builder.take_part();
        self.stop(part)?.map_or(Ok(()), |part| self.commit(part))
    }

    fn commit(&mut self, part: Between) -> core::result::Result<(), VisitError> {
        let (reply, answer) = oneshot::channel();
        self.pass_on(Outgoing::Part(Box::new(part), reply))?;
        let (part, header) = answer.blocking_recv().map_err(|_| VisitError::stop("sending to the bank failed"))?;
        let index = self.builder.part_committed(&part, header);
        self.pass_on(Outgoing::Index(index))
    }

    fn pass_on(&self, outgoing: Outgoing) -> core::result::Result<(), VisitError> {
        self.ways.outgoing.blocking_send(outgoing).map_err(|_| VisitError::stop("sending to the bank failed"))
    }

    /// Nobody waits for packs any more: sending failed, or the program is to stop.
    fn go_on(&self) -> core::result::Result<(), VisitError> {
        if self.ways.outgoing.is_closed() { Err(VisitError::stop("sending to the bank failed")) } else { Ok(()) }
    }

    fn content(&mut self, file: &mut dyn FileRead) -> core::result::Result<FileParts, VisitError> {
        let longest = Builder::<Rng>::piece_len(cut(file.info().kind, file.len()));
        let mut parts = self.builder.begin_file(file.info().raw_key);
        let mut piece = Vec::new();
        self.lookout.begin();
        while let Some(extent) = file.next_extent(&mut piece, longest)? {
            self.go_on()?;
            match extent {
                Extent::Data { .. } => {
                    self.lookout.data(file.info(), file.len(), &piece);
                    let put = self.builder.data(&mut parts, &piece);
                    self.stop(put)?;
                    self.bar.inc(piece.len() as u64);
                    self.send_packs()?;
                }
                Extent::Hole { len, .. } => self.builder.hole(&mut parts, len),
            }
        }
        Ok(parts)
    }
}

impl Visitor for Feed {
    fn enter_folder(&mut self, name: &[u8], meta: &Meta) -> core::result::Result<(), VisitError> {
        self.builder.enter_folder(name, stat(meta));
        self.lookout.enter(name);
        self.go_on()
    }

    fn leave_folder(&mut self) -> core::result::Result<(), VisitError> {
        self.lookout.leave();
        let left = self.builder.leave_folder();
        self.stop(left)?;
        self.send_packs()
    }

    fn link(&mut self, name: &[u8], meta: &Meta, target: &[u8]) -> core::result::Result<(), VisitError> {
        let put = self.builder.link(name, stat(meta), target);
        self.stop(put)
    }

    fn file(&mut self, name: &[u8], file: &mut dyn FileRead) -> core::result::Result<(), VisitError> {
        let parts = self.content(file)?;
        let facets = self.lookout.look(name, file.info(), file.len());
        let ended = self.builder.end_file(name, stat(file.meta()), label(file.info(), facets), parts);
        self.stop(ended)?;
        self.lookout.keep(name, file.info(), facets);
        Ok(())
    }

    fn unread(&mut self, path: &[u8], why: Unread) {
        self.report.unread.push((shown(path), why.to_string()));
    }

    fn skipped(&mut self, path: &[u8], what: Skipped) {
        self.report.skipped.push((shown(path), what.to_string()));
    }

    fn noted(&mut self, path: &[u8], note: Noted) {
        self.report.noted.push((shown(path), note.to_string()));
    }
}

fn shown(path: &[u8]) -> String {
    dlocker_wallet::display_path(&[path])
}

fn stat(meta: &Meta) -> Stat {
    Stat { mode: meta.mode, mtime_secs: meta.mtime_secs, mtime_nanos: meta.mtime_nanos }
}
