//! Everything is lost with the phone, and comes back.

use std::fs;

use dlocker_stories::{Bank, Config, Phone, Scene};

use crate::kept::{Kept, each};

#[test]
fn each_animal_works_in_its_own_tool_after_total_loss_and_recovery() {
    let (kept, scene) = (Kept::get(), Scene::new());
    let bank = Bank::open(&scene, &Config::quick());
    let (one, two) = (bank.staff("officer1"), bank.staff("officer2"));
    kept.copy_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &one);
    for lost in [phone.home(), scene.path("wallet")] {
        fs::remove_dir_all(lost).unwrap();
    }
    let new = Phone::new(&scene, "p2");
    let _ = new.recover_approved(&bank, [&one, &two]);
    new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]).done();
    each("works", |animal| {
        let restored = scene.path("back/wallet").join(animal.name);
        (animal.works)(&kept.place(animal, &restored, scene.folder())?)
    });
}
