//! Recorded today, opened never: without the bank's wrapping keys the data folder is shut even to the bank's own program.

use std::fs;

use dlocker_stories::exit::DONE;
use dlocker_stories::program::{Programs, Running};

use super::Town;

#[test]
fn p10_a_stolen_data_folder_is_not_served_without_its_keys() {
    let mut town = Town::new();
    town.bank.stop();
    fs::rename(town.bank.keys(), town.scene.path("elsewhere")).unwrap();
    let examined = Running::start(&Programs::get().bank, town.scene.folder(), ["doctor", "--data", "bank"]).wait();
    assert_ne!(examined.code, Some(DONE), "{}", examined.story());
    let serve = Running::start(&Programs::get().bank, town.scene.folder(), town.bank.serve_args());
    std::thread::sleep(std::time::Duration::from_secs(3));
    let served = serve.kill();
    assert!(served.code.is_some_and(|c| c != DONE), "it should refuse to serve: {}", served.story());
    let _ = fs::remove_dir_all(town.bank.keys());
    fs::rename(town.scene.path("elsewhere"), town.bank.keys()).unwrap();
    town.bank.start();
    town.phone.restore("out");
}

#[test]
fn p10_keys_inside_the_data_folder_are_refused() {
    let mut town = Town::new();
    town.bank.stop();
    let mut args = town.bank.serve_args();
    args.extend(["--keys".to_owned(), "bank/keys".to_owned()]);
    let serve = Running::start(&Programs::get().bank, town.scene.folder(), args);
    std::thread::sleep(std::time::Duration::from_secs(2));
    let served = serve.kill();
    assert_eq!(served.code, Some(dlocker_stories::exit::MISUSE), "{}", served.story());
}
