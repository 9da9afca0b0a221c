//! `dlocker intents`

use dlocker_client::{Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::intents::{self, intent_id};
use dlocker_protocol::IntentId;

use crate::args::{ExistingFiles, Intents};
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, what: Option<Intents>) -> Result<Outcome> {
    match what {
        None => intents::list(&mut connect(desktop).await?).await,
        Some(Intents::Stop { id }) => {
            let id = intent_id(&id)?;
            intents::stop(&mut connect(desktop).await?, id).await
        }
        Some(Intents::Complete { id, unlock }) => complete(desktop, intent_id(&id)?, &unlock).await,
    }
}

async fn complete(desktop: &Desktop, id: IntentId, files: &ExistingFiles) -> Result<Outcome> {
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    intents::complete(&mut connection, id, &unlock).await
}
