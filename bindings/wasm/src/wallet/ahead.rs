//! Files of the page's, read ahead: each read is a promise of its own, and waiting for 20,000 of them one after the other would take longer than all
//! the rest. Many are asked for in one turn, for the page reads those together (`web/src/worker/together.ts`).

use std::collections::VecDeque;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

use crate::js::{self, bytes, float, words};

/// Most reads that are under way.
const READS: usize = 2048;
/// So many are asked for in one turn, where there is room for any: the page reads as many small files together.
const TURN: usize = 64;
/// And so many bytes.
const TURN_BYTES: u64 = 1 << 20;
/// Most bytes that they bring, but for one more read.
const BYTES: u64 = 8 << 20;

/// One read that is asked for.
#[derive(Clone, Copy)]
struct Wanted {
    entry: usize,
    offset: u64,
    len: u64,
}

/// Reads in the order in which they are used.
pub(crate) struct Ahead<'e> {
    entries: &'e [js::Entry],
    /// Files that are still to be begun: number and length.
    files: VecDeque<(usize, u64)>,
    /// How far the file is that was begun last.
    offset: u64,
    piece: u64,
    under_way: VecDeque<(Wanted, Result<JsFuture, String>)>,
    bytes: u64,
}

impl<'e> Ahead<'e> {
    /// Reads these files, in this order, in pieces of at most `piece` bytes.
    pub(crate) fn new(entries: &'e [js::Entry], files: impl Iterator<Item = (usize, u64)>, piece: u64) -> Self {
        let files = files.collect();
        Self { entries, files, offset: 0, piece, under_way: VecDeque::new(), bytes: 0 }
    }

    /// The next piece of this file; words for the owner if it could not be read.
    pub(crate) async fn next(&mut self, entry: usize) -> Result<Zeroizing<Vec<u8>>, String> {
        self.fill();
        let Some((wanted, read)) = self.under_way.pop_front().filter(|(wanted, _)| wanted.entry == entry) else {
            return Err("the list of files has changed".into());
        };
        self.bytes -= wanted.len;
        let value = read?.await.map_err(|thrown| words(&thrown))?;
        let content = bytes(&value).filter(|content| content.len() as u64 == wanted.len);
        content.map(Zeroizing::new).ok_or_else(|| "it changed while it was read".into())
    }

    /// What is left of this file is not wanted any more.
    pub(crate) fn skip(&mut self, entry: usize) {
        while self.under_way.front().is_some_and(|(wanted, _)| wanted.entry == entry) {
            if let Some((wanted, _)) = self.under_way.pop_front() {
                self.bytes -= wanted.len;
            }
        }
        if self.files.front().is_some_and(|(begun, _)| *begun == entry) {
            self.files.pop_front();
            self.offset = 0;
        }
    }

    /// Asks for more, where there is room for as much as is asked for in one turn.
    pub(crate) fn fill(&mut self) {
        if self.under_way.len() + TURN > READS || self.bytes + TURN_BYTES > BYTES {
            return;
        }
        while self.under_way.len() < READS && (self.bytes < BYTES || self.under_way.is_empty()) {
            let Some((entry, size)) = self.files.front().copied() else { return };
            let len = self.piece.min(size - self.offset);
            if len > 0 {
                let wanted = Wanted { entry, offset: self.offset, len };
                self.bytes += len;
                self.under_way.push_back((wanted, self.begin(wanted)));
            }
            self.offset += len;
            if self.offset == size {
                self.files.pop_front();
                self.offset = 0;
            }
        }
    }

    fn begin(&self, wanted: Wanted) -> Result<JsFuture, String> {
        let entry = self.entries.get(wanted.entry).ok_or("the list of files has changed")?;
        let promise: Result<Promise, JsValue> = entry.read(float(wanted.offset), float(wanted.len));
        promise.map(JsFuture::from).map_err(|thrown| words(&thrown))
    }
}
