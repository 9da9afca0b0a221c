//! What is due after an unlock.

use dlocker_client::{Connection, Platform, Unlock, Unlocked};

/// The method that was just used is registered anew, and an index that this device has lost is rebuilt. What the command did is done whatever
/// comes of it: the next use tries again. Gives what the owner should be told of it.
pub async fn after_unlock<P: Platform>(
    connection: &mut Connection<'_, P>,
    unlocked: &mut Unlocked,
    unlock: &Unlock,
) -> Vec<String> {
    let mut told = Vec::new();
    if let Err(error) = connection.renew_if_due(unlocked, unlock).await {
        told.push(format!(
            "This method could not be registered anew yet; it still opens, and its next use tries again. {error}"
        ));
    }
    match connection.rebuild_index_if_lost(unlocked).await {
        Ok(true) => told.push(
            "This device had lost its index of what is in the locker; it is rebuilt, so that the next backup sends only what is new.".into(),
        ),
        Ok(false) => {}
        Err(error) => told.push(format!(
            "This device's index of what is in the locker could not be rebuilt yet; the next backup sends more than it would have to. {error}"
        )),
    }
    told
}
