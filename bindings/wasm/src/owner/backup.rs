//! Putting in.

use std::cell::RefCell;

use dlocker_client::backup::{Builder, Built, FileParts, Plan, ReadyPack, Stat};
use dlocker_client::{Connection, Error, Platform, connect};
use dlocker_commands::backup::{Done, Learned, Lookout, NoTrials, Remembered, Report, cut, label};
use dlocker_wallet::ItemInfo;
use dlocker_wallet::recognise::{HEAD_LIMIT, WHOLE_LIMIT};
use futures_channel::mpsc;
use futures_util::{SinkExt as _, StreamExt as _, TryStreamExt as _, future, stream};
use js_sys::Array;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::{Answer, Owner, misuse};
use crate::browser::{Browser, Recogniser};
use crate::failure::Failure;
use crate::js;
use crate::wallet::{Ahead, Listed, Step, steps};

type Rng = <Browser as Platform>::Rng;

/// Packs that wait to be sent, and packs on their way; each has at most 4 MiB.
const WAITING: usize = 1;
const ON_THEIR_WAY: usize = 3;
/// Bytes of one read: as much as is looked at to recognise a file.
const PIECE: u64 = WHOLE_LIMIT;

/// Milliseconds from one word of how far it is to the next.
const TOLD_EVERY: u64 = 100;

/// Files that come from a browser have no permission bits: they come back readable by their owner alone.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;

/// The files of the page's.
struct Files {
    entries: Vec<js::Entry>,
    sizes: Vec<u64>,
    times: Vec<(i64, u32)>,
    steps: Vec<Step>,
}

impl Files {
    /// Their content, in the order in which it is put in.
    fn ahead(&self) -> Ahead<'_> {
        let order = self.steps.iter().filter_map(|step| match step {
            Step::File(_, number) => Some((*number, self.sizes.get(*number).copied()?)),
            _ => None,
        });
        Ahead::new(&self.entries, order, PIECE)
    }
}

#[wasm_bindgen]
impl Owner {
    /// `backup`
    ///
    /// # Errors
    /// "misuse" for a list that is none; those of a request.
    pub async fn backup(&self, entries: Array) -> Answer {
        self.run(async {
            let files = listed(&entries)?;
            let mut ahead = files.ahead();
            // The first files are read while the bank is asked.
            ahead.fill();
            let mut connection = connect(&self.browser).await?;
            Ok(self.put_in(&mut connection, (&files, ahead)).await?.json())
        })
        .await
    }
}

fn listed(entries: &Array) -> Result<Files, Failure> {
    let (mut files, mut paths) = (Vec::new(), Vec::new());
    let (mut sizes, mut times) = (Vec::new(), Vec::new());
    // A name becomes a string of JavaScript's once, and not for each of 20,000 files.
    let [path_of, size_of, time_of, folder_of] = ["path", "size", "mtimeMs", "folder"].map(js::Name::new);
    for entry in entries.iter() {
        let folder = folder_of.of(&entry).is_truthy();
        let path = path_of.of(&entry).as_string();
        let path = path.ok_or_else(|| misuse("A file without a path cannot be put in."))?;
        let size = if folder { Some(0) } else { size_of.of(&entry).as_f64().and_then(js::whole) };
        sizes.push(size.ok_or_else(|| misuse(&format!("{path} has no size.")))?);
        times.push(time(time_of.of(&entry).as_f64().unwrap_or_default()));
        paths.push(Listed { path, folder });
        files.push(entry.unchecked_into::<js::Entry>());
    }
    let steps = steps(&paths).map_err(|why| misuse(&format!("{why}. Nothing was put in.")))?;
    if steps.is_empty() {
        return Err(misuse("There is nothing to put in."));
    }
    Ok(Files { entries: files, sizes, times, steps })
}

/// Seconds and nanoseconds of a time in milliseconds.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float that is too large ends at the largest time"
)]
fn time(millis: f64) -> (i64, u32) {
    let seconds = (millis / 1000.0).floor();
    let rest = (millis - seconds * 1000.0).clamp(0.0, 999.0);
    (seconds as i64, rest as u32 * 1_000_000)
}

/// What a backup in the making consists of.
struct Making<'a> {
    owner: &'a Owner,
    recogniser: Recogniser,
    connection: &'a Connection<'a, Browser>,
    builder: &'a RefCell<Builder<Rng>>,
    plan: &'a RefCell<Plan>,
    packs: mpsc::Sender<ReadyPack>,
    lookout: Lookout<NoTrials>,
    report: Report,
    path: Vec<String>,
    bytes: u64,
    /// When it was last told how far this is, in milliseconds.
    told: u64,
}

/// What a wallet that was read gives.
struct Read {
    lookout: Lookout<NoTrials>,
    report: Report,
}

impl Owner {
    async fn put_in(
        &self,
        connection: &mut Connection<'_, Browser>,
        files: (&Files, Ahead<'_>),
    ) -> Result<Done, Failure> {
        let (plan, builder) = connection.begin_backup().await?;
        let learned = Learned { remembered: Remembered::load(&self.browser)?, trials: NoTrials };
        let (plan, builder) = (RefCell::new(plan), RefCell::new(builder));
        let read = match self.read_and_send(connection, files, (&builder, &plan), Lookout::new(learned)).await {
            Ok(read) => read,
            Err(error) => {
                // What had arrived is not sent again.
                if let Ok(Some(note)) = builder.borrow_mut().unfinished() {
                    connection.keep_unfinished(&note)?;
                }
                return Err(error.into());
            }
        };
        let plan = plan.into_inner();
        let built = builder.into_inner().finish(&plan)?;
        self.commit(connection, (plan, built), read).await
    }

    async fn commit(
        &self,
        connection: &mut Connection<'_, Browser>,
        (plan, mut built): (Plan, Built),
        Read { lookout, mut report }: Read,
    ) -> Result<Done, Failure> {
        self.progress("sending", None);
        let last = stream::iter(built.take_packs()).map(|pack| connection.send_pack(pack));
        last.buffer_unordered(ON_THEIR_WAY).try_collect::<()>().await?;
        self.progress("committing", None);
        let committed = connection.commit_backup(plan, built).await?;
        let (warnings, learned) = lookout.finish();
        learned.remembered.store(&self.browser)?;
        report.warnings = warnings;
        Ok(Done { committed, report })
    }

    /// Reads and seals while the packs that are full are on their way.
    async fn read_and_send(
        &self,
        connection: &Connection<'_, Browser>,
        files: (&Files, Ahead<'_>),
        (builder, plan): (&RefCell<Builder<Rng>>, &RefCell<Plan>),
        lookout: Lookout<NoTrials>,
    ) -> Result<Read, Error> {
        let recogniser = self.browser.recogniser().await?;
        let (packs, queue) = mpsc::channel(WAITING);
        let (report, path) = (Report::default(), Vec::new());
        let making = Making {
            owner: self,
            recogniser,
            connection,
            builder,
            plan,
            packs,
            lookout,
            report,
            path,
            bytes: 0,
            told: 0,
        };
        let sent = queue.map(|pack| connection.send_pack(pack)).buffer_unordered(ON_THEIR_WAY).try_collect::<()>();
        future::try_join(making.read(files), sent).await.map(|(read, ())| read)
    }
}

impl Making<'_> {
    async fn read(mut self, (files, mut ahead): (&Files, Ahead<'_>)) -> Result<Read, Error> {
        for step in &files.steps {
            match step {
                Step::Enter(name) => self.enter(name),
                Step::Leave => self.leave()?,
                Step::File(name, number) => self.file(name, *number, files, &mut ahead).await?,
            }
            self.pass_on().await?;
        }
        Ok(Read { lookout: self.lookout, report: self.report })
    }

    fn enter(&mut self, name: &str) {
        let stat = Stat { mode: FOLDER_MODE, mtime_secs: 0, mtime_nanos: 0 };
        self.builder.borrow_mut().enter_folder(name.as_bytes(), stat);
        self.lookout.enter(name.as_bytes());
        self.path.push(name.to_owned());
    }

    fn leave(&mut self) -> Result<(), Error> {
        self.path.pop();
        self.lookout.leave();
        self.builder.borrow_mut().leave_folder()
    }

    /// A file that cannot be read is told, and the rest is kept.
    async fn file(&mut self, name: &str, number: usize, files: &Files, ahead: &mut Ahead<'_>) -> Result<(), Error> {
        let size = files.sizes.get(number).copied().unwrap_or_default();
        let (mtime_secs, mtime_nanos) = files.times.get(number).copied().unwrap_or_default();
        let stat = Stat { mode: FILE_MODE, mtime_secs, mtime_nanos };
        let first = match size {
            0 => Ok(Zeroizing::new(Vec::new())),
            _ => ahead.next(number).await,
        };
        let read = match first {
            Ok(first) => {
                let info = self.recognised(&first, size)?;
                self.content(first, (&info, size), (number, ahead)).await?.map(|parts| (info, parts))
            }
            Err(why) => Err(why),
        };
        match read {
            Ok((info, parts)) => self.end(name, (&info, size), stat, parts),
            Err(why) => {
                ahead.skip(number);
                self.unread(name, &why);
                Ok(())
            }
        }
    }

    fn end(&mut self, name: &str, (info, size): (&ItemInfo, u64), stat: Stat, parts: FileParts) -> Result<(), Error> {
        let facets = self.lookout.look(name.as_bytes(), info, size);
        self.builder.borrow_mut().end_file(name.as_bytes(), stat, label(info, facets), parts)?;
        self.lookout.keep(name.as_bytes(), info, facets);
        Ok(())
    }

    /// What a file is, from its beginning: all of it where it is short.
    fn recognised(&self, first: &[u8], size: u64) -> Result<ItemInfo, Error> {
        let head = if size <= WHOLE_LIMIT { first } else { first.get(..HEAD_LIMIT).unwrap_or(first) };
        self.recogniser.recognise(head, size).map_err(|why| Error::Unexpected(format!("telling files apart: {why}")))
    }

    /// The content of a file; words for the owner if it could not be read to its end.
    async fn content(
        &mut self,
        first: Zeroizing<Vec<u8>>,
        (info, size): (&ItemInfo, u64),
        (number, ahead): (usize, &mut Ahead<'_>),
    ) -> Result<Result<FileParts, String>, Error> {
        let longest = Builder::<Rng>::piece_len(cut(info.kind, size));
        let mut parts = self.builder.borrow().begin_file(info.raw_key);
        self.lookout.begin();
        let (mut at, mut bytes) = (0, first);
        loop {
            at += bytes.len() as u64;
            for piece in bytes.chunks(longest) {
                self.lookout.data(info, size, piece);
                self.builder.borrow_mut().data(&mut parts, piece)?;
                self.pass_on().await?;
            }
            self.count(bytes.len() as u64);
            if at >= size {
                return Ok(Ok(parts));
            }
            bytes = match ahead.next(number).await {
                Ok(bytes) => bytes,
                Err(why) => return Ok(Err(why)),
            };
        }
    }

    /// Tells how far it is, as often as an eye can follow: each time is a message to the page.
    fn count(&mut self, bytes: u64) {
        self.bytes += bytes;
        let now = self.owner.browser.now().millis();
        if now.abs_diff(self.told) >= TOLD_EVERY {
            self.told = now;
            self.owner.progress("reading", Some((self.bytes, None)));
        }
    }

    fn unread(&mut self, name: &str, why: &str) {
        let path = self.path.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join("/");
        self.report.unread.push((path, format!("could not be read and is not in the backup: {why}")));
    }

    /// Sends the packs that are full, notes how far this has got, and commits a part where one is due.
    async fn pass_on(&mut self) -> Result<(), Error> {
        if self.owner.browser.stops() {
            return Err(Error::Unexpected("stopped".into()));
        }
        loop {
            let pack = self.builder.borrow_mut().take_pack();
            let Some(pack) = pack else { break };
            // The other end is gone where sending has failed: its error is the one that counts.
            self.packs.send(pack).await.map_err(|_| Error::Unreachable("sending to the bank failed".into()))?;
        }
        let note = self.builder.borrow_mut().take_unfinished()?;
        if let Some(note) = note {
            self.connection.keep_unfinished(&note)?;
        }
        let part = self.builder.borrow_mut().take_part()?;
        if let Some(mut part) = part {
            let plan = self.plan.borrow().clone();
            let committed = self.connection.commit_part(&plan, &mut part).await?;
            self.plan.borrow_mut().go_on_from(committed);
            let index = self.builder.borrow_mut().part_committed(&part, committed.digest);
            self.connection.keep_index(&index)?;
        }
        Ok(())
    }
}
