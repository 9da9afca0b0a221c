//! `cargo xtask bench`: what a person waits for, measured from outside and beside what it cannot be faster than.
//!
//! Whole processes on loopback, medians of several runs. Absolute figures drift from machine to machine; the rows beside them are
//! there for the proportion.

mod backup;
mod opening;
mod table;

use dlocker_stories::program::Programs;
use dlocker_stories::{Bank, Config, Phone, Scene};

use table::Table;

/// Measures and prints a table.
///
/// # Errors
/// In words, if a tool is missing or a command does not do what it should.
pub(crate) fn bench() -> Result<(), String> {
    println!("Building the two programs for release; the first time this takes some minutes.\n");
    Programs::set(Programs::build(true));
    let scene = Scene::new();
    let busy = Config::quick().set("limits", "openings_per_minute", "100000");
    let bank = Bank::open(&scene, &busy);
    let officer = bank.staff("officer1");
    dlocker_stories::wallet::small_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "phone", &bank, &officer);
    let mut table = Table::default();
    opening::measure(&phone, &mut table);
    backup::measure(&scene, &phone, &mut table)?;
    table.print();
    Ok(())
}
