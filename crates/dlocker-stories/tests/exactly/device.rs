//! One of the owner's devices: its home, and its wallet on a disk.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use dlocker_client::backup::Committed;
use dlocker_client::connect;
use dlocker_stories::in_process::Phone;
use dlocker_wallet::Wallet;

use crate::dice::Dice;
use crate::feed::{Feed, Seen};
use crate::tree::{Tree, plant};

pub(crate) struct Device {
    pub(crate) phone: Phone,
    pub(crate) tree: Rc<Tree>,
    /// Its home, or its index, is not what its programs left: a backup may build on what is gone, and has to be made again.
    pub(crate) tampered: bool,
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
        Self { earlier: phone.copied(), tampered: false, phone, tree, wallet }
    }

    /// The owner and the owner's programs go on using the wallet.
    pub(crate) fn live(&mut self, dice: &mut Dice) {
        let tree = Rc::new(self.tree.changed(dice));
        plant(&self.wallet, Some(&self.tree), &tree);
        self.tree = tree;
    }

    /// The wallet gets a file that fills more than one pack of the largest size, so that there is something to interrupt.
    pub(crate) fn grow(&mut self, dice: &mut Dice) {
        let tree = Rc::new(self.tree.with_a_long_file(dice));
        plant(&self.wallet, Some(&self.tree), &tree);
        self.tree = tree;
    }

    /// Backs the wallet up; stopped in an orderly way after so many packs, if it has that many.
    pub(crate) async fn back_up(&self, stop_after: Option<u64>) -> Result<Ended, String> {
        let (unread, done) = match self.try_back_up(stop_after).await {
            Ok(done) => done,
            Err(error) => return Ok(Ended::Failed(error)),
        };
        if !unread.is_empty() {
            return Err(format!("the scanner says: {}", unread.join(", ")));
        }
        if done.items != self.tree.items() {
            return Err(format!("{} items, and the wallet has {}", done.items, self.tree.items()));
        }
        Ok(Ended::Committed(done))
    }

    async fn try_back_up(&self, stop_after: Option<u64>) -> dlocker_client::Result<(Vec<String>, Committed)> {
        let connection = &mut connect(&self.phone).await?;
        let (plan, builder) = connection.begin_backup().await?;
        let mut seen = Seen::default();
        let wallet = Wallet::open(std::slice::from_ref(&self.wallet)).unwrap();
        let visited = wallet.scratch_in(self.wallet.parent().unwrap()).visit(&mut seen);
        visited.map_err(|error| dlocker_client::Error::Unexpected(error.to_string()))?;
        let builder = Feed { connection, builder, stop_after }.all(&seen).await?;
        let mut built = builder.finish(&plan)?;
        for pack in built.take_packs() {
            connection.send_pack(pack).await?;
        }
        let done = connection.commit_backup(plan, built).await?;
        Ok((seen.unread, done))
    }
}
