//! The rest of the way back after a lost phone, and saying no to somebody else's.

use dlocker_client::recover::{RecoverOptions, reissue};
use dlocker_client::restore::Restored;
use dlocker_client::{Connection, Error, Unlock, connect, former_connection};
use dlocker_commands::recover::{self, Phase, Place, Restorer, Typed};
use dlocker_commands::restore::{closing, something};
use dlocker_commands::{Wallet, devices, method, veto, vouch};
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Owner};
use crate::browser::Browser;
use crate::failure::Failure;
use crate::js::{self, options};
use crate::wallet::Out;

/// What the owner says about the rotation.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct Options {
    keep_devices: Vec<String>,
    keep_methods: Vec<String>,
    drop_methods: Vec<String>,
    snapshot: Option<String>,
    device_name: Option<String>,
}

impl Options {
    fn parse(said: &JsValue) -> Result<(RecoverOptions, String), Failure> {
        let options: Self = options(said)?;
        let typed = Typed {
            keep_devices: &options.keep_devices,
            keep_methods: &options.keep_methods,
            drop_methods: &options.drop_methods,
            snapshot: options.snapshot.as_deref(),
        };
        Ok((typed.options()?, options.device_name.unwrap_or_else(|| "browser".into())))
    }
}

#[wasm_bindgen]
impl Owner {
    /// The first step of `recover --continue`: the Locker ID.
    ///
    /// # Errors
    /// "waiting" while approvals or time are missing.
    #[wasm_bindgen(js_name = recoverAdmit)]
    pub async fn recover_admit(&self) -> Answer {
        self.run(async {
            self.progress("admitting", None);
            let connection = reissue(&self.browser).await?;
            let methods = method::list(&connection).await?.json;
            let (locker, device) = (connection.enrolled().locker, connection.device());
            Ok(json!({ "state": "admitted", "locker": locker, "device": device, "methods": methods }))
        })
        .await
    }

    /// The rest of `recover --continue`.
    ///
    /// # Errors
    /// Those of unlocking, restoring and rotating.
    #[wasm_bindgen(js_name = recoverFinish)]
    pub async fn recover_finish(&self, secret: JsValue, target: JsValue, to: String, said: JsValue) -> Answer {
        let given = self.given(&secret);
        self.run(self.finish(given, &target, &to, &said)).await
    }

    /// `recover --continue --start-afresh`
    ///
    /// # Errors
    /// Those of the first step.
    #[wasm_bindgen(js_name = recoverAfresh)]
    pub async fn recover_afresh(&self) -> Answer {
        self.lock();
        self.run(async { Ok(recover::start_afresh(&self.browser).await?.json) }).await
    }

    /// `recover --former`
    ///
    /// # Errors
    /// Those of unlocking and restoring.
    #[wasm_bindgen(js_name = recoverFormer)]
    pub async fn recover_former(&self, secret: JsValue, target: JsValue, to: String, said: JsValue) -> Answer {
        let given = self.given(&secret);
        self.run(async {
            let unlock = given?.ok_or(Failure::Locked)?;
            let (options, _) = Options::parse(&said)?;
            let mut connection = former_connection(&self.browser).await?;
            let regained = connection.regain(&unlock, &options).await?;
            let wallet = something(Wallet::of(&connection, &regained.unlocked, regained.open).await?)?;
            let restored = self.bring(&connection, &wallet, &target).await?;
            Ok(closing(&wallet, restored, &to).json)
        })
        .await
    }

    /// `vouch`
    ///
    /// # Errors
    /// "forbidden" if this device has no say, "wrong-code"; those of unlocking.
    pub async fn vouch(&self, case: String, code: String, unlocking: JsValue) -> Answer {
        self.changing(unlocking, async |connection, unlock| {
            vouch::vouch(connection, veto::case_id(&case)?, vouch::code(&code)?, unlock).await
        })
        .await
    }

    /// `veto`
    ///
    /// # Errors
    /// "forbidden" if this device has no say; those of unlocking.
    pub async fn veto(&self, case: String, secret: JsValue) -> Answer {
        let given = self.given(&secret);
        self.run(async {
            let unlock = given?;
            let case = veto::case_id(&case)?;
            let mut connection = connect(&self.browser).await?;
            Ok(veto::veto(&mut connection, case, unlock.as_ref()).await?.json)
        })
        .await
    }
}

impl Owner {
    async fn finish(
        &self,
        given: Result<Option<Unlock>, Failure>,
        target: &JsValue,
        to: &str,
        said: &JsValue,
    ) -> Result<Value, Failure> {
        let given = given?;
        let (options, device_name) = Options::parse(said)?;
        self.progress("admitting", None);
        let mut connection = reissue(&self.browser).await?;
        let key = self.key(given, &mut connection).await?;
        // Whatever an earlier try has brought: its archive may be gone with the tab, and the place that is chosen now may be another one.
        let place = Place { kept_as: to, told_as: to, wanted: !target.is_null() && !target.is_undefined() };
        let mut way = Way { owner: self, target };
        let options = (&options, device_name.as_str());
        let done = recover::finish(&mut connection, &key.unlock, options, &place, &mut way).await;
        self.put_back(key);
        let mut json = done?.json;
        json["names"] = names(&devices::list(&mut connection).await?.json);
        Ok(json)
    }
}

/// The names that the owner gave, by device.
fn names(devices: &Value) -> Value {
    let named = |device: &Value| Some((device["id"].as_str()?.to_owned(), device["name"].clone()));
    Value::Object(devices.as_array().into_iter().flatten().filter_map(named).collect())
}

/// Where the page wants the wallet.
struct Way<'o> {
    owner: &'o Owner,
    target: &'o JsValue,
}

impl Restorer<Browser> for Way<'_> {
    async fn restore(&mut self, connection: &Connection<'_, Browser>, wallet: &Wallet) -> Result<Restored, Error> {
        self.owner.bring(connection, wallet, self.target).await
    }

    fn begins(&mut self, phase: Phase) {
        let name = match phase {
            Phase::Checking => "checking",
            Phase::Restoring => "restoring",
            Phase::Rotating => "rotating",
        };
        self.owner.progress(name, None);
    }
}

impl Owner {
    /// Restores all that is selected to where the page wants it.
    pub(super) async fn bring(
        &self,
        connection: &Connection<'_, Browser>,
        wallet: &Wallet,
        target: &JsValue,
    ) -> Result<Restored, Error> {
        let total = wallet.bytes();
        let mut out = Out::new(js::as_target(target), &self.browser, |done| {
            self.progress("restoring", Some((done, Some(total))));
        });
        let restored = wallet.restore(connection, &mut out).await?;
        out.done().await?;
        Ok(restored)
    }
}
