//! The page beside the command line: the same credentials into the same bank.

use std::fs;
use std::process::{Command, Stdio};

use dlocker_stories::program::workspace;

use super::data;
use super::table::{Bound, Series, Table, Unit};
use super::world::World;

/// Fewer runs than elsewhere: each starts a browser and makes an owner.
const RUNS: usize = 3;

/// How a folder comes into the page: `tests/measure/backup.mjs`.
#[derive(Clone, Copy)]
enum Way {
    /// As the browser's newer dialogue brings it.
    Dropped,
    /// By the older dialogue.
    Chosen,
}

impl Way {
    const fn name(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Chosen => "chosen",
        }
    }
}

/// What the runs of one way took.
#[derive(Default)]
struct Runs {
    choosing: Series,
    putting: Series,
}

impl Runs {
    fn push(&mut self, (choosing, putting): (f64, f64)) {
        self.choosing.push(choosing);
        self.putting.push(putting);
    }
}

/// 20,000 credentials, put in by the page and by `dlocker`, run by run.
///
/// # Errors
/// In words, if one of the two does not end well.
pub(super) fn page(world: &World) -> Result<Table, String> {
    let wallet = world.path("credentials");
    fs::create_dir(&wallet).map_err(|e| e.to_string())?;
    data::credentials(&wallet)?;
    let (mut dropped, mut chosen, mut command) = (Runs::default(), Runs::default(), Series::default());
    for _ in 0..RUNS {
        let (phone, _) = world.phone();
        let (_, both) = world.run(&phone, &["backup", "credentials", "--json"])?;
        command.push(both.owner.wall.as_secs_f64());
        for (way, runs) in [(Way::Dropped, &mut dropped), (Way::Chosen, &mut chosen)] {
            runs.push(in_the_page(&world.bank.url(), &world.invite(), (&wallet.to_string_lossy(), way))?);
        }
    }
    Ok(table((&dropped, &chosen), &command))
}

fn table((dropped, chosen): (&Runs, &Runs), command: &Series) -> Table {
    let mut table = Table::new("the page: backup of 20,000 credentials, 35 MB");
    let beside = ("`dlocker backup`, whole process", command);
    let whole = (Unit::Seconds, Some(Bound::RatioAtMost(3.0)));
    table.compare("wall, from the button to “It is in your locker”", whole, &dropped.putting, beside);
    table.compare(
        "the same, chosen with the older dialogue (`webkitdirectory`)",
        (Unit::Seconds, None),
        &chosen.putting,
        beside,
    );
    let before = "before it: from the folder, until the page shows how many files";
    table.alone(before, (Unit::Seconds, None), &dropped.choosing);
    table.alone(
        "the same, chosen with the older dialogue, the dialogue's own work with it",
        (Unit::Seconds, None),
        &chosen.choosing,
    );
    table
}

/// Seconds that choosing and putting in took in a browser.
fn in_the_page(url: &str, invite: &str, (wallet, way): (&str, Way)) -> Result<(f64, f64), String> {
    let mut node = Command::new("node");
    node.current_dir(workspace().join("web")).args(["tests/measure/backup.mjs", url, invite, wallet, way.name()]);
    let output = node.stderr(Stdio::inherit()).output().map_err(|e| format!("node: {e}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let figures: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match figures.as_slice() {
        [chosen, put] if output.status.success() => Ok((*chosen, *put)),
        _ => Err(format!("the page did not put it in ({}): {said}", output.status)),
    }
}
