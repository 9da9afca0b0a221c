//! `dlocker items`

use dlocker_client::{Result, connect};
use dlocker_commands::{Outcome, Wallet, items};

use crate::args::{UnlockFiles, Which};
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, which: &Which, files: &UnlockFiles) -> Result<Outcome> {
    let wanted = super::wanted(which)?;
    let mut connection = connect(desktop).await?;
    let chosen = wanted.find(&mut connection).await?;
    let unlock = secrets::required(files, &mut connection).await?;
    let mut unlocked = connection.unlock(&unlock).await?;
    let wallet = Wallet::open(&connection, &unlocked, chosen).await?;
    super::after_unlock(&mut connection, &mut unlocked, &unlock).await;
    Ok(items::outcome(&wallet))
}
