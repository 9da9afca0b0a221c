//! The page beside the command line: the same credentials into the same bank.

use std::fs;
use std::process::{Command, Stdio};

use dlocker_stories::program::workspace;

use super::data;
use super::table::{Bound, Series, Table, Unit};
use super::world::World;

/// Fewer runs than elsewhere: each starts a browser and makes an owner.
const RUNS: usize = 3;

/// 20,000 credentials, put in by the page and by `dlocker`, run by run.
///
/// # Errors
/// In words, if one of the two does not end well.
pub(super) fn page(world: &World) -> Result<Table, String> {
    let wallet = world.path("credentials");
    fs::create_dir(&wallet).map_err(|e| e.to_string())?;
    data::credentials(&wallet)?;
    let (mut page, mut choosing, mut command) = (Series::default(), Series::default(), Series::default());
    for _ in 0..RUNS {
        let (phone, _) = world.phone();
        let (_, both) = world.run(&phone, &["backup", "credentials", "--json"])?;
        command.push(both.owner.wall.as_secs_f64());
        let (chosen, put) = in_the_page(&world.bank.url(), &world.invite(), &wallet.to_string_lossy())?;
        choosing.push(chosen);
        page.push(put);
    }
    let mut table = Table::new("the page: backup of 20,000 credentials, 35 MB");
    table.compare(
        "wall, from the button to “It is in your locker”",
        (Unit::Seconds, Some(Bound::RatioAtMost(3.0))),
        &page,
        ("`dlocker backup`, whole process", &command),
    );
    table.alone(
        "before it: choosing the folder, until the page shows how many files",
        (Unit::Seconds, None),
        &choosing,
    );
    Ok(table)
}

/// Seconds that choosing and putting in took in a browser.
fn in_the_page(url: &str, invite: &str, wallet: &str) -> Result<(f64, f64), String> {
    let mut node = Command::new("node");
    node.current_dir(workspace().join("web")).args(["tests/measure/backup.mjs", url, invite, wallet]);
    let output = node.stderr(Stdio::inherit()).output().map_err(|e| format!("node: {e}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let figures: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match figures.as_slice() {
        [chosen, put] if output.status.success() => Ok((*chosen, *put)),
        _ => Err(format!("the page did not put it in ({}): {said}", output.status)),
    }
}
