//! What recoveries must show, how long they wait, and which backups stay.

use dlocker_client::Error;
use dlocker_commands::policy::{self, Edit};
use dlocker_protocol::roster::RecoveryRule;
use serde::{Deserialize, Deserializer};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner};
use crate::js::{options, whole};

/// What is left out stays as it is; null takes a number away.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Wanted {
    #[serde(deserialize_with = "named")]
    last: Option<Option<u32>>,
    #[serde(deserialize_with = "named")]
    daily: Option<Option<u32>>,
    #[serde(deserialize_with = "named")]
    weekly: Option<Option<u32>>,
    #[serde(deserialize_with = "named")]
    monthly: Option<Option<u32>>,
    #[serde(deserialize_with = "named")]
    yearly: Option<Option<u32>>,
}

fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u32>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Wanted {
    /// None where a number is 0: that would keep nothing.
    fn edits(&self) -> Option<Vec<Edit>> {
        let all = [self.last, self.daily, self.weekly, self.monthly, self.yearly];
        let named = [
            self.last.map(Edit::Last),
            self.daily.map(Edit::Daily),
            self.weekly.map(Edit::Weekly),
            self.monthly.map(Edit::Monthly),
            self.yearly.map(Edit::Yearly),
        ];
        (!all.contains(&Some(Some(0)))).then(|| named.into_iter().flatten().collect())
    }
}

#[wasm_bindgen]
impl Owner {
    /// `policy`
    ///
    /// # Errors
    /// Those of a request.
    pub async fn policy(&self) -> Answer {
        self.asking(async |connection| policy::show(connection).await).await
    }

    /// `policy set recovery-wait`: seconds, or null for the bank's own.
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = setRecoveryWait)]
    pub async fn set_recovery_wait(&self, seconds: Option<f64>, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            let wait = seconds.map(|seconds| whole(seconds).ok_or_else(no_seconds)).transpose()?;
            policy::set_wait(connection, wait, unlock).await
        })
        .await
    }

    /// `policy set recovery-…`: the whole rule, or null for the bank's own.
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = setEvidence)]
    pub async fn set_evidence(&self, rule: JsValue, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            let rule = options::<Option<RecoveryRule>>(&rule)?;
            policy::set_evidence(connection, rule, unlock).await
        })
        .await
    }

    /// `policy contact add`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = addContact)]
    pub async fn add_contact(&self, address: String, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            policy::add_contact(connection, policy::contact(&address)?, unlock).await
        })
        .await
    }

    /// `policy contact remove`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = removeContact)]
    pub async fn remove_contact(&self, address: String, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            policy::remove_contact(connection, &policy::contact(&address)?, unlock).await
        })
        .await
    }

    /// `policy set keep-…`
    ///
    /// # Errors
    /// Those of unlocking.
    #[wasm_bindgen(js_name = setKeep)]
    pub async fn set_keep(&self, keep: JsValue, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            let edits = options::<Wanted>(&keep)?.edits().ok_or_else(keeps_nothing)?;
            let keep = policy::keep(connection, &edits).await?;
            policy::set_keep(connection, keep, unlock).await
        })
        .await
    }
}

fn no_seconds() -> Error {
    Error::Misuse("That is no number of seconds. Nothing was changed.".into())
}

fn keeps_nothing() -> Error {
    Error::Misuse("Say how many are to stay, from 1 on. Nothing was changed.".into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn edits(json: &str) -> Option<Vec<Edit>> {
        serde_json::from_str::<Wanted>(json).unwrap().edits()
    }

    #[test]
    fn what_is_left_out_stays_and_null_takes_away() {
        assert_eq!(edits(r#"{"daily":7,"last":null}"#).unwrap(), [Edit::Last(None), Edit::Daily(Some(7))]);
        assert_eq!(edits("{}").unwrap(), []);
    }

    #[test]
    fn nothing_is_no_number_to_keep() {
        assert!(edits(r#"{"daily":0}"#).is_none());
        assert!(serde_json::from_str::<Wanted>(r#"{"hourly":1}"#).is_err());
        assert!(serde_json::from_str::<Wanted>(r#"{"daily":-1}"#).is_err());
    }
}
