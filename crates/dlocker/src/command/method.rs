//! `dlocker method`

mod add;

use dlocker_client::{Result, connect};
use dlocker_commands::Outcome;
use dlocker_commands::method::{self, method_id};

use crate::args::{ExistingFiles, Method};
use crate::platform::Desktop;
use crate::secrets;

pub(crate) async fn run(desktop: &Desktop, what: Method) -> Result<Outcome> {
    match what {
        Method::List => method::list(&connect(desktop).await?).await,
        Method::Add(what) => add::run(desktop, what).await,
        Method::Remove { id, unlock } => remove(desktop, &id, &unlock).await,
    }
}

async fn remove(desktop: &Desktop, id: &str, files: &ExistingFiles) -> Result<Outcome> {
    let id = method_id(id)?;
    let mut connection = connect(desktop).await?;
    let unlock = secrets::required_existing(files, &mut connection).await?;
    method::remove(&mut connection, id, &unlock).await
}
