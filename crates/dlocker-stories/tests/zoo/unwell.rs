//! A tool that said yes to anything would prove nothing: each says no to a flipped bit and to half a file.

use dlocker_stories::Scene;
use dlocker_stories::zoo::{Animal, Hurt, Tried, Vital, hurt};

use crate::kept::{Kept, each};

#[test]
fn no_animal_works_when_it_is_hurt() {
    let kept = Kept::get();
    each("notices", |animal| {
        let well = Scene::new();
        (animal.works)(&kept.copy(animal, well.folder())?)?;
        let hurts = animal.vital.iter().flat_map(|vital| Hurt::ALL.map(|how| (vital, how)));
        let unnoticed: Vec<String> =
            hurts.filter_map(|(vital, how)| notices(&kept, animal, vital, how).err()).collect();
        if unnoticed.is_empty() { Ok(()) } else { Err(unnoticed.join("; ")) }
    });
}

fn notices(kept: &Kept, animal: &Animal, vital: &Vital, how: Hurt) -> Tried {
    let scene = Scene::new();
    let place = kept.copy(animal, scene.folder())?;
    hurt(&place.wallet(""), vital, how)?;
    match (animal.works)(&place) {
        Ok(()) => Err(format!("works although {} is {how:?}", vital.path)),
        Err(_) => Ok(()),
    }
}
