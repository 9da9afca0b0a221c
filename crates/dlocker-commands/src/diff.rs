//! `dlocker diff`

use dlocker_client::diff::{DiffPath, Differences};
use dlocker_client::{Connection, Error, OpenSnapshot, Platform, Result, Unlocked};
use dlocker_protocol::SnapshotId;
use dlocker_wallet::display_path;
use serde_json::json;

use crate::Outcome;

/// Two backups that are there.
#[derive(Clone, Copy, Debug)]
pub struct Pair([SnapshotId; 2]);

impl Pair {
    /// Before a guess is spent: backups that are not there are found out first.
    ///
    /// # Errors
    /// [`Error::Misuse`] for one that is not there.
    pub async fn find<P: Platform>(connection: &mut Connection<'_, P>, ids: [SnapshotId; 2]) -> Result<Self> {
        let snapshots = connection.snapshots().await?;
        match ids.iter().find(|id| snapshots.find(**id).is_none()) {
            Some(unknown) => Err(no_such(*unknown)),
            None => Ok(Self(ids)),
        }
    }
}

/// `diff`
///
/// # Errors
/// [`Error::Damaged`] if one of them does not open.
pub async fn diff<P: Platform>(
    connection: &Connection<'_, P>,
    unlocked: &Unlocked,
    Pair(ids): Pair,
) -> Result<Outcome> {
    let mut old = open(connection, unlocked, ids[0]).await?;
    let mut new = open(connection, unlocked, ids[1]).await?;
    let found = connection.differences(&mut old, &mut new).await?;
    Ok(outcome(&found))
}

async fn open<P: Platform>(
    connection: &Connection<'_, P>,
    unlocked: &Unlocked,
    id: SnapshotId,
) -> Result<OpenSnapshot> {
    connection.open_snapshot(unlocked, Some(id)).await?.ok_or_else(|| no_such(id))
}

fn no_such(id: SnapshotId) -> Error {
    Error::Misuse(format!("There is no {id}. See: dlocker snapshots."))
}

fn outcome(found: &Differences) -> Outcome {
    let lists = [
        ("+", shown(&found.added)),
        ("-", shown(&found.removed)),
        ("M", shown(&found.changed)),
        ("m", shown(&found.metadata)),
    ];
    let lines: Vec<String> = lines_of(&lists)
        .chain(lists.iter().all(|(_, paths)| paths.is_empty()).then(|| "No differences.".into()))
        .collect();
    let [added, removed, changed, metadata] = lists.map(|(_, paths)| paths);
    let json = json!({ "added": added, "removed": removed, "changed": changed, "metadata": metadata });
    Outcome::new(json, lines.join("\n"))
}

fn lines_of(lists: &[(&str, Vec<String>)]) -> impl Iterator<Item = String> {
    lists.iter().flat_map(|(mark, paths)| paths.iter().map(move |path| format!("{mark} {path}")))
}

/// As `items` shows them, folders with a slash at the end, in the order of what is shown.
fn shown(paths: &[DiffPath]) -> Vec<String> {
    let mut shown: Vec<String> =
        paths.iter().map(|one| format!("{}{}", display_path(&one.path), if one.folder { "/" } else { "" })).collect();
    shown.sort_unstable();
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> DiffPath {
        DiffPath { path: text.split('/').map(|name| name.as_bytes().to_vec()).collect(), folder: false }
    }

    #[test]
    fn the_lists_are_sorted_as_they_are_shown() {
        let added = vec![path("a/c"), path("a-b")];
        let outcome = outcome(&Differences { added, ..Differences::default() });
        assert_eq!(outcome.json["added"], json!(["a-b", "a/c"]));
        assert_eq!(outcome.json["removed"], json!([]));
        assert_eq!(outcome.text, "+ a-b\n+ a/c");
    }

    #[test]
    fn no_difference_is_said() {
        assert_eq!(super::outcome(&Differences::default()).text, "No differences.");
    }
}
