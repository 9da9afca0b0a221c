//! Looking into backups, and getting out of them.

use dlocker_client::{Connection, Unlock, connect};
use dlocker_commands::diff::{Pair, diff};
use dlocker_commands::restore::{closing, something};
use dlocker_commands::snapshots::snapshot_id;
use dlocker_commands::{Wallet, Wanted, close, items};
use dlocker_wallet::Selection;
use js_sys::Uint8Array;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::held::{Key, Which};
use super::{Answer, Owner, misuse};
use crate::browser::Browser;
use crate::failure::Failure;
use crate::js::options;
use crate::wallet::OneFile;

#[wasm_bindgen]
impl Owner {
    /// `diff`
    ///
    /// # Errors
    /// Those of unlocking.
    pub async fn diff(&self, first: String, second: String, unlocking: JsValue) -> Answer {
        let given = self.given(&unlocking);
        self.run(async {
            let given = given?;
            let ids = [snapshot_id(&first)?, snapshot_id(&second)?];
            let mut connection = connect(&self.browser).await?;
            let pair = Pair::find(&mut connection, ids).await?;
            let mut key = self.key(given, &mut connection).await?;
            let opened = self.open_with(&mut key, &mut connection).await;
            let found = match (opened, key.unlocked()) {
                (Ok(()), Some(unlocked)) => diff(&connection, unlocked, pair).await.map_err(Failure::from),
                (Err(failure), _) => Err(failure),
                (Ok(()), None) => Err(Failure::Locked),
            };
            self.put_back(key);
            Ok(found?.json)
        })
        .await
    }

    /// `items`
    ///
    /// # Errors
    /// Those of unlocking.
    pub async fn items(&self, which: JsValue, unlocking: JsValue) -> Answer {
        let given = self.given(&unlocking);
        self.run(async {
            let (mut connection, mut key, which) = self.looking(&which, given).await?;
            let wallet = self.wallet(&mut key, &mut connection, &which).await;
            let json = wallet.map(|wallet| {
                let json = items::outcome(&wallet).json;
                key.keep_wallet(which, wallet);
                json
            });
            self.put_back(key);
            json
        })
        .await
    }

    /// `restore`. Where everything comes out to a place (`to` says which, and is empty where it only goes into the next backup), that is remembered, for
    /// the day on which the locker is closed.
    ///
    /// # Errors
    /// Those of unlocking; "unexpected" if the target cannot be written.
    pub async fn restore(
        &self,
        which: JsValue,
        paths: Vec<String>,
        target: JsValue,
        to: String,
        unlocking: JsValue,
    ) -> Answer {
        let given = self.given(&unlocking);
        self.run(async {
            let (mut connection, mut key, which) = self.looking(&which, given).await?;
            let wallet = self.wallet(&mut key, &mut connection, &which).await;
            self.put_back(key);
            let mut wallet = something(wallet?)?;
            let everything = paths.is_empty() && !to.is_empty();
            wallet.select(Selection::parse(paths))?;
            let restored = self.bring(&connection, &wallet, &target).await?;
            if everything {
                close::exported_to(&connection, &wallet, restored, &to)?;
            }
            Ok(closing(&wallet, restored, &to).json)
        })
        .await
    }

    /// The content of one item.
    ///
    /// # Errors
    /// Those of unlocking; "misuse" if there is no such file.
    #[wasm_bindgen(js_name = readItem)]
    pub async fn read_item(&self, which: JsValue, path: String, unlocking: JsValue) -> Answer {
        let given = self.given(&unlocking);
        let mut content = Zeroizing::new(Vec::new());
        self.once(Box::pin(async {
            let (mut connection, mut key, which) = self.looking(&which, given).await?;
            let read = self.read_file(&mut key, &mut connection, &which, &path).await;
            self.put_back(key);
            content = read?;
            Ok(())
        }))
        .await?;
        Ok(Uint8Array::from(content.as_slice()).into())
    }
}

impl Owner {
    async fn looking(
        &self,
        which: &JsValue,
        given: Result<Option<Unlock>, Failure>,
    ) -> Result<(Connection<'_, Browser>, Key, Which), Failure> {
        let given = given?;
        let which: Which = options(which)?;
        let mut connection = connect(&self.browser).await?;
        let key = self.key(given, &mut connection).await?;
        Ok((connection, key, which))
    }

    /// Opens what is meant.
    async fn wallet(
        &self,
        key: &mut Key,
        connection: &mut Connection<'_, Browser>,
        which: &Which,
    ) -> Result<Wallet, Failure> {
        let wanted = Wanted::parse(which.snapshot.as_deref(), which.device.as_deref(), which.at.as_deref())?;
        let chosen = wanted.find(connection).await?;
        self.open_with(key, connection).await?;
        let unlocked = key.unlocked().ok_or(Failure::Locked)?;
        Ok(Wallet::open(connection, unlocked, chosen).await?)
    }

    /// What was looked at last is not opened again.
    async fn read_file(
        &self,
        key: &mut Key,
        connection: &mut Connection<'_, Browser>,
        which: &Which,
        path: &str,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        self.open_with(key, connection).await?;
        if key.wallet(which).is_none() {
            let wallet = self.wallet(key, connection, which).await?;
            key.keep_wallet(which.clone(), wallet);
        }
        let wallet = key.wallet(which).ok_or(Failure::Locked)?;
        let mut file = OneFile::default();
        match wallet.restore_file(connection, path, &mut file).await? {
            true => Ok(file.content),
            false => Err(misuse(&format!("{path} is not a file in this backup."))),
        }
    }
}
