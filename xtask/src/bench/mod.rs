//! `cargo xtask bench`: what a person waits for and what a bank pays for, measured from outside and beside other programs.
//!
//! Whole processes in release, a real bank on loopback with its data on the disk. Absolute figures drift from machine to machine and from
//! hour to hour; so the programs take turns, run by run, and what counts is the ratio of the medians.

mod askar;
mod backup;
mod data;
mod example;
mod large;
pub(crate) mod meter;
mod opening;
mod page;
mod peers;
mod report;
mod table;
mod world;

use dlocker_stories::program::Programs;

use crate::install;
use crate::web::web;
use table::Table;
use world::World;

/// Runs of each program.
const RUNS: usize = 5;

/// The benchmarks. Without a name all but `BY_NAME` are run.
pub(crate) const NAMES: [&str; 10] =
    ["backup-a", "backup-b", "backup-c", "restore-b", "askar", "large", "opening", "releases", "items", "page"];
/// Runs only when it is named: `large` moves 5 GiB, `page` needs a browser and the page in the bank.
const BY_NAME: [&str; 2] = ["large", "page"];

/// Measures, prints and writes down.
///
/// # Errors
/// In words, if there is no benchmark of this name, a tool is missing or a command does not do what it should.
pub(crate) fn bench(names: &[&str]) -> Result<(), String> {
    if let Some(unknown) = names.iter().find(|name| !NAMES.contains(name)) {
        return Err(format!("there is no benchmark {unknown}; there are {}", NAMES.join(", ")));
    }
    let chosen: Vec<&str> = match names {
        [] => NAMES.into_iter().filter(|name| !BY_NAME.contains(name)).collect(),
        names => names.to_vec(),
    };
    if names.is_empty() {
        println!(
            "All but `large`, which moves 5 GiB, and `page`, which needs a browser: these are run by their names.\n"
        );
    }
    install::debian(&install::Tool::PEERS)?;
    if chosen.contains(&"page") {
        install::browser()?;
        web()?;
    }
    println!("Building the two programs for release; the first time this takes some minutes.\n");
    Programs::set(Programs::build(true));
    // Folders go when all is measured: after thousands of files were removed, ext4 is slow to make new ones for some minutes.
    let (mut tables, mut worlds) = (Vec::new(), Vec::new());
    for name in chosen {
        let world = World::new();
        let table = one(name, &world)?;
        println!("{}", table.markdown());
        tables.push(table);
        worlds.push(world);
    }
    report::write(&tables)
}

/// Each in a world of its own.
fn one(name: &str, world: &World) -> Result<Table, String> {
    match name {
        "backup-a" => backup::a(world, RUNS),
        "backup-b" => backup::b(world, RUNS),
        "backup-c" => backup::c(world, RUNS),
        "restore-b" => backup::restore_b(world, RUNS),
        "askar" => askar::d(world, RUNS),
        "opening" => opening::opening(world),
        "releases" => opening::releases(world, RUNS),
        "items" => opening::items(world, RUNS),
        "page" => page::page(world),
        _ => large::e(world),
    }
}
