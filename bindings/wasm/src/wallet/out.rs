//! A wallet on its way to where the page wants it.

use dlocker_client::Error;
use dlocker_client::restore::{RestoredStat, Target};
use dlocker_wallet::display_path;
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;

use crate::browser::Browser;
use crate::js::{self, awaited, float, words};

/// A target of the page's. What it returns promises for is waited for after each pack.
pub(crate) struct Out<'o, F> {
    js: &'o js::Target,
    browser: &'o Browser,
    progress: F,
    files: u64,
    promises: Vec<JsValue>,
}

impl<'o, F: FnMut(u64)> Out<'o, F> {
    pub(crate) const fn new(js: &'o js::Target, browser: &'o Browser, progress: F) -> Self {
        Self { js, browser, progress, files: 0, promises: Vec::new() }
    }

    /// Everything is there.
    pub(crate) async fn done(mut self) -> Result<(), Error> {
        let done = self.js.done();
        let settled = match self.took(done) {
            Ok(()) => self.settle().await,
            Err(why) => Err(why),
        };
        settled.map_err(|why| {
            Error::Unexpected(format!(
                "The wallet could not be put in place: {why}. It is safe in the locker; restore it again."
            ))
        })
    }

    fn took(&mut self, answer: Result<JsValue, JsValue>) -> Result<(), String> {
        let answer = answer.map_err(|thrown| words(&thrown))?;
        if answer.is_object() {
            self.promises.push(answer);
        }
        Ok(())
    }
}

impl<F: FnMut(u64)> Target for Out<'_, F> {
    type File = u64;

    fn folder(&mut self, path: &[Vec<u8>], stat: RestoredStat) -> Result<(), String> {
        let made = self.js.folder(&display_path(path), &meta(stat));
        self.took(made)
    }

    fn link(&mut self, path: &[Vec<u8>], stat: RestoredStat, target: &[u8]) -> Result<(), String> {
        let made = self.js.link(&display_path(path), &meta(stat), &display_path(&[target]));
        self.took(made)
    }

    fn file(&mut self, path: &[Vec<u8>], stat: RestoredStat, len: u64) -> Result<u64, String> {
        let id = self.files;
        self.files += 1;
        let made = self.js.file(float(id), &display_path(path), &meta(stat), float(len));
        self.took(made)?;
        Ok(id)
    }

    fn write_at(&mut self, file: u64, offset: u64, bytes: &[u8]) -> Result<(), String> {
        let written = self.js.write(float(file), float(offset), &Uint8Array::from(bytes));
        self.took(written)
    }

    async fn settle(&mut self) -> Result<(), String> {
        for promise in core::mem::take(&mut self.promises) {
            awaited(Ok(promise)).await?;
        }
        if self.browser.stops() { Err("stopped".into()) } else { Ok(()) }
    }

    fn progress(&mut self, done: u64, _: u64) {
        (self.progress)(done);
    }
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
fn meta(stat: RestoredStat) -> JsValue {
    let meta = Object::new();
    let millis = stat.mtime_secs as f64 * 1000.0 + f64::from(stat.mtime_nanos / 1_000_000);
    let _ = Reflect::set(&meta, &"mode".into(), &stat.mode.into());
    let _ = Reflect::set(&meta, &"mtimeMs".into(), &millis.into());
    meta.into()
}
