//! One of the owner's devices: its home, and its wallet on a disk.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use dlocker_client::backup::Committed;
use dlocker_client::connect;
use dlocker_stories::in_process::Phone;
use dlocker_wallet::Wallet;

use crate::dice::Dice;
use crate::feed::Feed;
use crate::tree::{Tree, plant};

pub(crate) struct Device {
    pub(crate) phone: Phone,
    pub(crate) tree: Rc<Tree>,
    /// The home as it was at some time before.
    pub(crate) earlier: Phone,
    wallet: PathBuf,
}

/// How a backup ended.
pub(crate) enum Ended {
    Committed(Committed),
    /// The SDK's words.
    Failed(dlocker_client::Error),
}

impl Device {
    pub(crate) fn new(phone: Phone, folder: &Path, dice: &mut Dice) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let (tree, wallet) = (Rc::new(Tree::random(dice)), folder.join("wallet"));
        plant(&wallet, None, &tree);
        Self { earlier: phone.copied(), phone, tree, wallet }
    }

    /// The owner and the owner's programs go on using the wallet.
    pub(crate) fn live(&mut self, dice: &mut Dice) {
        let tree = Rc::new(self.tree.changed(dice));
        plant(&self.wallet, Some(&self.tree), &tree);
        self.tree = tree;
    }

    pub(crate) async fn back_up(&self) -> Result<Ended, String> {
        let (feed, done) = match self.try_back_up().await {
            Ok(done) => done,
            Err(error) => return Ok(Ended::Failed(error)),
        };
        if !feed.is_empty() {
            return Err(format!("the scanner says: {}", feed.join(", ")));
        }
        if done.items != self.tree.items() {
            return Err(format!("{} items, and the wallet has {}", done.items, self.tree.items()));
        }
        Ok(Ended::Committed(done))
    }

    async fn try_back_up(&self) -> dlocker_client::Result<(Vec<String>, Committed)> {
        let connection = &mut connect(&self.phone).await?;
        let (plan, builder) = connection.begin_backup().await?;
        let mut feed = Feed::new(builder);
        let scratch = self.wallet.parent().unwrap();
        let wallet = Wallet::open(std::slice::from_ref(&self.wallet)).unwrap().scratch_in(scratch);
        wallet.visit(&mut feed).map_err(|error| dlocker_client::Error::Unexpected(error.to_string()))?;
        for pack in feed.packs {
            connection.send_pack(pack).await?;
        }
        let mut built = feed.builder.finish(&plan)?;
        for pack in built.take_packs() {
            connection.send_pack(pack).await?;
        }
        let done = connection.commit_backup(plan, built).await?;
        Ok((feed.unread, done))
    }
}
