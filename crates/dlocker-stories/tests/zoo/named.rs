//! `items` says of each animal what it is.

use dlocker_stories::outcome::{list, text};
use dlocker_stories::zoo::{Animal, Item, Tried};
use dlocker_stories::{Bank, Config, Phone, Scene};
use serde_json::Value;

use crate::kept::{Kept, each};

#[test]
fn items_names_each_animal_rightly() {
    let (kept, scene) = (Kept::get(), Scene::new());
    let bank = Bank::open(&scene, &Config::quick());
    kept.copy_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &bank.staff("officer1"));
    let items = phone.json(["items", "--pin-file", "pin.txt"]);
    each("named rightly", |animal| {
        let wrong: Vec<String> = animal.items.iter().filter_map(|item| named(animal, item, &items).err()).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    });
}

fn named(animal: &Animal, item: &Item, items: &Value) -> Tried {
    let folder = format!("wallet/{}/", animal.name);
    let is_meant = |found: &&Value| text(found, "path").strip_prefix(&folder).is_some_and(|path| item.is_at(path));
    let found = list(items).iter().find(is_meant).ok_or_else(|| format!("{} is not there", item.path))?;
    let [issuer, expires] = ["issuer", "expires"].map(|key| found[key].as_str().unwrap_or_default());
    let right = found["kind"] == item.kind
        && item.label.is_none_or(|label| found["label"] == label)
        && item.issuer.is_none_or(|begin| issuer.starts_with(begin))
        && item.expires.is_none_or(|begin| expires.starts_with(begin));
    if right { Ok(()) } else { Err(format!("{found} should be {item:?}")) }
}
