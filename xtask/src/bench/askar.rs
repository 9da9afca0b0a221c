//! (d): an Askar store, then some of its entries changed.

use std::collections::HashMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use dlocker_stories::program::workspace;

use super::backup::{Asked, Figures, rows};
use super::peers::{Kind, Peer};
use super::table::{Bound, Series, Table, Unit};
use super::world::World;
use crate::install;

/// SQLite's page size, which Askar leaves as it is.
const PAGE: usize = 4096;
const ENTRIES: &str = "20000";
const CHANGED: &str = "200";

/// (d).
pub(super) fn d(world: &World, runs: usize) -> Result<Table, String> {
    install::askar()?;
    fs::create_dir_all(world.path("d")).map_err(|e| e.to_string())?;
    let store = world.path("d/store.sqlite");
    let key = script(&["make", &store.to_string_lossy(), ENTRIES])?;
    let mut table = Table::new("(d) an Askar store of 20,000 entries, then 200 changed");
    let (phone, _) = world.phone();
    let mut first = Figures::default();
    first.ours(&world.run(&phone, &["backup", "d", "--json"])?.1);
    table.alone("first backup: bytes stored", (Unit::Bytes, None), &first.stored);
    table.alone("the store", (Unit::Bytes, None), &Series(vec![len(&store) as f64]));
    let restic = Peer::new(world, Kind::Restic, "d")?;
    restic.back_up("d")?;
    let (mut ours, mut theirs, mut pages) = (Figures::default(), Figures::default(), Series::default());
    for run in 0..runs {
        let before = fs::read(&store).map_err(|e| e.to_string())?;
        script(&["change", &store.to_string_lossy(), key.trim(), &run.to_string(), CHANGED])?;
        pages.push(compressed(&changed_pages(&before, &fs::read(&store).map_err(|e| e.to_string())?))? as f64);
        ours.ours(&world.run(&phone, &["backup", "d", "--json"])?.1);
        let stored = restic.stored();
        let cost = restic.back_up("d")?;
        theirs.theirs(cost, restic.stored().saturating_sub(stored));
    }
    let bound = Some(Bound::RatioAtMost(2.0));
    table.compare(
        "after changes: bytes added",
        (Unit::Bytes, bound),
        &ours.stored,
        ("the changed pages, zstd -3", &pages),
    );
    rows(&mut table, &ours, &[(Kind::Restic, theirs)], Asked::default());
    Ok(table)
}

fn len(path: &Path) -> u64 {
    fs::metadata(path).map(|meta| meta.len()).unwrap_or_default()
}

fn script(args: &[&str]) -> Result<String, String> {
    let mut command = Command::new(install::askar_python());
    command.arg(workspace().join("xtask/src/bench/askar.py")).args(args).stdin(Stdio::null());
    let output = command.output().map_err(|e| e.to_string())?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("askar {args:?}: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// Pages that were not in the file before, wherever.
fn changed_pages(before: &[u8], after: &[u8]) -> Vec<u8> {
    let digest = |page: &[u8]| {
        let mut hasher = DefaultHasher::new();
        page.hash(&mut hasher);
        hasher.finish()
    };
    let known: HashMap<u64, ()> = before.chunks(PAGE).map(|page| (digest(page), ())).collect();
    after.chunks(PAGE).filter(|page| !known.contains_key(&digest(page))).flatten().copied().collect()
}

/// How many bytes zstd -3 makes of them.
fn compressed(bytes: &[u8]) -> Result<usize, String> {
    let mut zstd = Command::new("zstd");
    let mut child = zstd.args(["-3", "-q", "-c"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let child = child.as_mut().map_err(|e| e.to_string())?;
    let mut input = child.stdin.take().ok_or("zstd has no input")?;
    let output = child.stdout.take().ok_or("zstd has no output")?;
    let reader = std::thread::spawn(move || std::io::copy(&mut { output }, &mut std::io::sink()));
    input.write_all(bytes).map_err(|e| e.to_string())?;
    drop(input);
    child.wait().map_err(|e| e.to_string())?;
    let copied = reader.join().map_err(|_| "zstd's output was not read".to_owned())?;
    usize::try_from(copied.map_err(|e| e.to_string())?).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::changed_pages;

    #[test]
    fn only_pages_that_are_new_count() {
        let page = |byte: u8| vec![byte; super::PAGE];
        let before = [page(1), page(2)].concat();
        let after = [page(1), page(3), page(2)].concat();
        assert_eq!(changed_pages(&before, &after), page(3));
        assert!(changed_pages(&before, &before).is_empty());
    }
}
