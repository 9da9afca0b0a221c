//! `dlocker reissue`

use dlocker_client::{Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::reissue::{Tick, reissue};

use crate::args::{Ticks, UnlockFiles};
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, wanted: &Ticks, files: &UnlockFiles) -> Result<Outcome> {
    let tick = wanted.done.map(Tick::Done).or(wanted.undo.map(Tick::Undo));
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required(files, &mut connection).await?;
    let mut unlocked = connection.unlock(&unlock).await?;
    let outcome = reissue(&connection, &unlocked, (desktop, tick)).await?;
    super::after_unlock(&mut connection, &mut unlocked, &unlock).await;
    Ok(outcome)
}
