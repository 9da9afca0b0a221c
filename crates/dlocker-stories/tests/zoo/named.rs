//! `items` says of each animal what it is.

use dlocker_stories::outcome::{list, text};
use dlocker_stories::zoo::{Animal, Item, Tried};
use dlocker_stories::{Bank, Config, Phone, Scene};
use serde_json::Value;

use crate::kept::{Kept, each};

#[test]
fn items_names_each_animal_and_warns_of_those_whose_passphrase_is_not_there() {
    let (kept, scene) = (Kept::get(), Scene::new());
    let bank = Bank::open(&scene, &Config::quick());
    kept.copy_wallet(&scene.path("wallet"));
    let phone = Phone::settled(&scene, "p1", &bank, &bank.staff("officer1"));
    let items = phone.json(["items", "--pin-file", "pin.txt"]);
    each("named rightly", |animal| {
        let wrong: Vec<String> = animal.items.iter().filter_map(|item| named(animal, item, &items).err()).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    });
    each("warned of rightly", |animal| warned(animal, &items));
}

/// The passphrase of the zoo is in the owner's head alone: what it opens is warned of, and nothing else.
fn warned(animal: &Animal, items: &Value) -> Tried {
    let folder = format!("wallet/{}/", animal.name);
    let locked: Vec<&Item> = animal.items.iter().filter(|item| item.locked).collect();
    let warned: Vec<&Value> = list(items).iter().filter(|item| item["warnings"].is_array()).collect();
    let own = |item: &&Value| text(item, "path").strip_prefix(&folder).map(str::to_owned);
    let paths: Vec<String> = warned.iter().filter_map(own).collect();
    let missed =
        locked.iter().filter(|item| !paths.iter().any(|path| item.is_at(path))).map(|item| item.path.to_owned());
    let needless = paths.iter().filter(|path| !locked.iter().any(|item| item.is_at(path))).cloned();
    let wrong: Vec<String> = missed.chain(needless).collect();
    if wrong.is_empty() { Ok(()) } else { Err(format!("{wrong:?}, where {paths:?} are warned of")) }
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
