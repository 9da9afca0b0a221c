//! Writing many small files: most of that is the system's work on folders, and two threads do it at once, as a rule in two folders.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use zeroize::Zeroizing;

use super::make::make_whole;
use super::plan::{Planned, State};
use crate::item::Meta;

/// Threads that write.
const WRITERS: usize = 2;

/// Longest file that is handed to them.
pub(super) const SMALL: usize = 256 << 10;

/// Bytes of one batch at most. Each writer has one in work and one waiting.
const BATCH: usize = 1 << 20;

/// Bytes after which a batch ends with its folder: two writers in one folder would wait for one another.
const ENOUGH: usize = 64 << 10;

/// A file could not be written.
#[derive(Debug)]
pub(super) struct Failed {
    /// Its number.
    pub(super) number: usize,
    pub(super) error: io::Error,
}

/// A file of a batch.
struct Item {
    number: usize,
    folder: usize,
    name: Box<[u8]>,
    meta: Meta,
    len: usize,
}

/// Files and their bytes, one after the other.
struct Batch {
    files: Vec<Item>,
    bytes: Zeroizing<Vec<u8>>,
}

/// What one writer did.
#[derive(Default)]
struct Done {
    states: Vec<(usize, State)>,
    failed: Option<Failed>,
}

struct Writer {
    queue: SyncSender<Batch>,
    thread: JoinHandle<Done>,
}

/// The threads, and the batch that is being filled.
#[derive(Default)]
pub(super) struct Writers {
    filling: Option<Batch>,
    writers: Vec<Writer>,
    turn: usize,
}

impl Writers {
    /// Takes a whole file over. An error may be that of another file.
    pub(super) fn take(
        &mut self,
        staging: BorrowedFd<'_>,
        number: usize,
        file: &Planned,
        bytes: &[u8],
    ) -> Result<(), Failed> {
        if self.filling.as_ref().is_some_and(|batch| batch.is_full_for(file, bytes.len())) {
            self.flush(staging)?;
        }
        let batch = self.filling.get_or_insert_with(Batch::new);
        let Planned { folder, name, meta, .. } = file;
        batch.files.push(Item { number, folder: *folder, name: name.clone(), meta: *meta, len: bytes.len() });
        batch.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// Hands the batch over that is being filled.
    pub(super) fn flush(&mut self, staging: BorrowedFd<'_>) -> Result<(), Failed> {
        let Some(batch) = self.filling.take() else { return Ok(()) };
        let first = batch.files.first().map_or(0, |file| file.number);
        let failed = |error| Failed { number: first, error };
        self.turn = (self.turn + 1) % WRITERS;
        if self.writers.len() <= self.turn {
            let staging = staging.try_clone_to_owned().map_err(failed)?;
            self.writers.push(start(staging).map_err(failed)?);
            self.turn = self.writers.len() - 1;
        }
        let sent = self.writers.get(self.turn).map(|writer| writer.queue.send(batch));
        // A writer that hangs up has failed, and says so when it is asked.
        match sent {
            Some(Ok(())) => Ok(()),
            _ => Err(self.join().err().unwrap_or_else(|| failed(io::ErrorKind::BrokenPipe.into()))),
        }
    }

    /// Waits until everything that was handed over is written; says how far those files are.
    pub(super) fn join(&mut self) -> Result<Vec<(usize, State)>, Failed> {
        let (mut states, mut first_failed) = (Vec::new(), None);
        for Writer { queue, thread } in self.writers.drain(..) {
            drop(queue);
            let ended = thread.join().unwrap_or_else(|_| Done::broken());
            states.extend(ended.states);
            first_failed = first_failed.or(ended.failed);
        }
        first_failed.map_or(Ok(states), Err)
    }

    /// Forgets what was not handed over yet, and waits for the rest.
    pub(super) fn stop(&mut self) {
        self.filling = None;
        let _ = self.join();
    }
}

impl Batch {
    fn new() -> Self {
        // Room for the longest from the start: a growing buffer would leave plain copies behind.
        Self { files: Vec::new(), bytes: Zeroizing::new(Vec::with_capacity(BATCH)) }
    }

    fn is_full_for(&self, file: &Planned, len: usize) -> bool {
        let other_folder = self.files.last().is_some_and(|last| last.folder != file.folder);
        self.bytes.len() + len > BATCH || (other_folder && self.bytes.len() >= ENOUGH)
    }

    fn write(self, staging: BorrowedFd<'_>, done: &mut Done) -> Result<(), Failed> {
        let mut start = 0;
        for Item { number, folder, name, meta, len } in self.files {
            let bytes = self.bytes.get(start..start + len).unwrap_or_default();
            let made = make_whole(staging, (folder, &name), &meta, bytes);
            done.states.push((number, made.map_err(|error| Failed { number, error })?));
            start += len;
        }
        Ok(())
    }
}

impl Done {
    fn broken() -> Self {
        let failed = Failed { number: 0, error: io::Error::other("a thread that writes ended early") };
        Self { states: Vec::new(), failed: Some(failed) }
    }
}

fn start(staging: OwnedFd) -> io::Result<Writer> {
    let (queue, batches) = sync_channel(1);
    let thread = std::thread::Builder::new().name("writer".into()).spawn(move || write_all(&staging, &batches))?;
    Ok(Writer { queue, thread })
}

fn write_all(staging: &OwnedFd, batches: &Receiver<Batch>) -> Done {
    let mut done = Done::default();
    while let Ok(batch) = batches.recv() {
        if let Err(failed) = batch.write(staging.as_fd(), &mut done) {
            done.failed = Some(failed);
            break;
        }
    }
    done
}
