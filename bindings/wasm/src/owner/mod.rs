//! What the page asks. One file holds the commands of one noun; every one of them runs through [`run`](Owner::run).

#[cfg(feature = "whole")]
mod backup;
mod begin;
#[cfg(feature = "whole")]
mod close;
#[cfg(feature = "whole")]
mod device;
mod held;
#[cfg(feature = "whole")]
mod identity;
mod kept;
#[cfg(feature = "whole")]
mod method;
#[cfg(feature = "whole")]
mod offer;
#[cfg(feature = "whole")]
mod policy;
#[cfg(feature = "whole")]
mod recover;
#[cfg(feature = "whole")]
mod reissue;
#[cfg(feature = "whole")]
mod restore;
#[cfg(feature = "whole")]
mod unlock;
#[cfg(feature = "whole")]
mod watch;

use std::cell::{Cell, RefCell};
use std::pin::Pin;

use dlocker_client::{Connection, Unlock, connect};
use dlocker_commands::{Outcome, secrets};
use js_sys::{Function, Uint8Array};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::browser::Browser;
use crate::failure::Failure;
use crate::js::{kind_of, member, secret_bytes, text, value_of};
use held::Door;

type Answer = Result<JsValue, Failure>;

/// The owner, in one worker with one home.
#[wasm_bindgen]
pub struct Owner {
    browser: Browser,
    door: RefCell<Door>,
    busy: Cell<bool>,
    listener: RefCell<Option<Function>>,
}

#[wasm_bindgen]
impl Owner {
    /// Told how far each long call is.
    #[wasm_bindgen(js_name = onProgress)]
    pub fn on_progress(&self, listener: &JsValue) {
        self.listener.replace(listener.dyn_ref::<Function>().cloned());
    }

    /// Ends the running call soon.
    pub fn stop(&self) {
        if self.busy.get() {
            self.browser.stop();
        }
    }

    /// Whether no secret is held.
    pub fn locked(&self) -> bool {
        matches!(*self.door.borrow(), Door::Shut)
    }

    /// Forgets the open locker and the secret.
    pub fn lock(&self) {
        self.door.take();
    }
}

impl Owner {
    pub(crate) fn new(browser: Browser) -> Self {
        Self { browser, door: RefCell::default(), busy: Cell::new(false), listener: RefCell::new(None) }
    }

    async fn run(&self, call: impl Future<Output = Result<Value, Failure>>) -> Answer {
        let mut json = Value::Null;
        self.once(Box::pin(async {
            json = call.await?;
            Ok(())
        }))
        .await?;
        Ok(value_of(&json))
    }

    /// One call at a time; what it changed here is on the disk before it is answered, whether it did what was asked or not.
    async fn once(&self, call: Pin<Box<dyn Future<Output = Result<(), Failure>> + '_>>) -> Result<(), Failure> {
        if self.busy.replace(true) {
            return Err(Failure::Busy);
        }
        self.browser.start();
        let done = call.await;
        let flushed = self.browser.flush().await;
        let stopped = self.browser.stops();
        self.busy.set(false);
        match (done, flushed) {
            (_, Err(failed)) => Err(failed.into()),
            (Err(Failure::Sdk(_)), Ok(())) if stopped => Err(Failure::Stopped),
            (done, Ok(())) => done,
        }
    }

    /// A command that only needs the bank.
    async fn asking(
        &self,
        command: impl AsyncFnOnce(&mut Connection<'_, Browser>) -> dlocker_client::Result<Outcome>,
    ) -> Answer {
        self.run(async {
            let mut connection = connect(&self.browser).await?;
            Ok(command(&mut connection).await?.json)
        })
        .await
    }

    /// A command that changes the locker: each has an opening of its own at the bank.
    async fn changing(
        &self,
        unlocking: JsValue,
        command: impl AsyncFnOnce(&mut Connection<'_, Browser>, &Unlock) -> dlocker_client::Result<Outcome>,
    ) -> Answer {
        let given = self.given(&unlocking);
        self.run(async {
            let given = given?;
            let mut connection = connect(&self.browser).await?;
            let key = self.key(given, &mut connection).await?;
            self.progress("opening", None);
            let done = command(&mut connection, &key.unlock).await;
            self.put_back(key);
            Ok(done?.json)
        })
        .await
    }

    /// The secret that came with a call, if one did. Its array is overwritten whatever comes of it: so this is asked before anything else, also before
    /// whether another call is running.
    fn given(&self, secret: &JsValue) -> Result<Option<Unlock>, Failure> {
        if secret.is_undefined() || secret.is_null() {
            return Ok(None);
        }
        let array =
            member(secret, "bytes").dyn_into::<Uint8Array>().map_err(|_| misuse("This secret has no bytes."))?;
        let bytes = secret_bytes(&array);
        let kind = kind_of(&text(secret, "kind").unwrap_or_default())?;
        let mut guess = secrets::guess(kind, &bytes)?;
        self.tell(guess.note.map(str::to_owned));
        if let Some(method) = text(secret, "method") {
            guess.unlock.method = Some(dlocker_commands::method::method_id(&method)?);
        }
        Ok(Some(guess.unlock))
    }

    /// What the owner should know meanwhile.
    fn tell(&self, notes: impl IntoIterator<Item = String>) {
        notes.into_iter().for_each(|text| self.emit(&json!({ "phase": "note", "text": text })));
    }

    fn progress(&self, phase: &str, far: Option<(u64, Option<u64>)>) {
        let mut event = json!({ "phase": phase });
        if let Some((done, total)) = far {
            event["done"] = json!(done);
            if let Some(total) = total {
                event["total"] = json!(total);
            }
        }
        self.emit(&event);
    }

    fn emit(&self, event: &Value) {
        // A listener that throws has only itself to blame.
        if let Some(listener) = self.listener.borrow().as_ref() {
            let _ = listener.call1(&JsValue::NULL, &value_of(event));
        }
    }
}

fn misuse(text: &str) -> Failure {
    Failure::Sdk(dlocker_client::Error::Misuse(text.into()))
}
