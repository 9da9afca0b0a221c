//! What has to be issued again after a lost phone.

use dlocker_client::connect;
use dlocker_commands::reissue::{Tick, reissue};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner, misuse};
use crate::failure::Failure;
use crate::js::options;

/// A line to tick, or one whose tick by hand goes away again; neither only shows the list.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Wanted {
    done: Option<usize>,
    undo: Option<usize>,
}

impl Wanted {
    fn tick(self) -> Result<Option<Tick>, Failure> {
        match (self.done, self.undo) {
            (Some(_), Some(_)) => Err(misuse("One line at a time: either it is done, or it is not.")),
            (done, undo) => Ok(done.map(Tick::Done).or(undo.map(Tick::Undo))),
        }
    }
}

#[wasm_bindgen]
impl Owner {
    /// `reissue`, with `--done` or `--undo`.
    ///
    /// # Errors
    /// Those of unlocking; "misuse" for a number that is not on the list.
    pub async fn reissue(&self, tick: JsValue, unlocking: JsValue) -> Answer {
        let given = self.given(&unlocking);
        self.run(async {
            let given = given?;
            let tick = options::<Wanted>(&tick)?.tick()?;
            let mut connection = connect(&self.browser).await?;
            let mut key = self.key(given, &mut connection).await?;
            let opened = self.open_with(&mut key, &mut connection).await;
            let listed = match (opened, key.unlocked()) {
                (Ok(()), Some(unlocked)) => {
                    reissue(&connection, unlocked, (&self.browser, tick)).await.map_err(Failure::from)
                }
                (Err(failure), _) => Err(failure),
                (Ok(()), None) => Err(Failure::Locked),
            };
            self.put_back(key);
            Ok(listed?.json)
        })
        .await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn tick(json: &str) -> Result<Option<Tick>, Failure> {
        serde_json::from_str::<Wanted>(json).unwrap().tick()
    }

    #[test]
    fn one_line_is_ticked_at_a_time() {
        assert_eq!(tick("{}").ok().unwrap(), None);
        assert_eq!(tick(r#"{"done":2}"#).ok().unwrap(), Some(Tick::Done(2)));
        assert_eq!(tick(r#"{"undo":1}"#).ok().unwrap(), Some(Tick::Undo(1)));
        assert!(tick(r#"{"done":2,"undo":1}"#).is_err());
    }
}
