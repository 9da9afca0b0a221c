//! The zoo as its keeper has it: made once for all stories that run at the same time.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Instant;

use dlocker_stories::Scene;
use dlocker_stories::zoo::{Animal, Place, Tried};

use crate::animals;

/// Every animal, alive: its part of the wallet and of the world.
pub(crate) struct Kept {
    scene: Scene,
}

static KEPT: Mutex<Weak<Kept>> = Mutex::new(Weak::new());

impl Kept {
    /// The zoo. Stories that run at the same time share it; the last one removes it.
    pub(crate) fn get() -> Arc<Self> {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        kept.upgrade().unwrap_or_else(|| {
            let made = Arc::new(Self::make());
            *kept = Arc::downgrade(&made);
            made
        })
    }

    fn make() -> Self {
        let kept = Self { scene: Scene::new() };
        each("made", |animal| {
            let home = |part: &str| kept.scene.path(part).join(animal.name);
            (animal.make)(&Place::new(&home("wallet"), &home("world"))?)
        });
        kept
    }

    /// A copy of the whole wallet.
    pub(crate) fn copy_wallet(&self, to: &Path) {
        copy(&self.scene.path("wallet"), to).expect("the wallet can be copied");
    }

    /// A place of an animal with this wallet folder, and with a world of its own in `folder`.
    pub(crate) fn place(&self, animal: &Animal, wallet: &Path, folder: &Path) -> Result<Place, String> {
        let world = folder.join("world").join(animal.name);
        std::fs::create_dir_all(folder.join("world")).map_err(|e| e.to_string())?;
        copy(&self.scene.path("world").join(animal.name), &world)?;
        Place::new(wallet, &world)
    }

    /// A copy of an animal, in `folder`.
    pub(crate) fn copy(&self, animal: &Animal, folder: &Path) -> Result<Place, String> {
        let wallet = folder.join(animal.name);
        copy(&self.scene.path("wallet").join(animal.name), &wallet)?;
        self.place(animal, &wallet, folder)
    }
}

fn copy(from: &Path, to: &Path) -> Tried {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status();
    if status.is_ok_and(|s| s.success()) { Ok(()) } else { Err(format!("{} can be copied", from.display())) }
}

/// How many tools run at the same time.
const KEEPERS: usize = 3;

/// Does something with each animal, prints a line for each, and fails at the end with everything that went wrong.
#[track_caller]
pub(crate) fn each(done: &str, act: impl Fn(&Animal) -> Tried + Sync) {
    let (animals, next) = (animals(), AtomicUsize::new(0));
    let wrong: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..KEEPERS {
            scope.spawn(|| {
                while let Some(animal) = animals.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let begun = Instant::now();
                    let tried = act(animal);
                    let took = begun.elapsed().as_secs_f64();
                    println!("{:24} {done} in {took:.1} s: {}", animal.name, if tried.is_ok() { "yes" } else { "NO" });
                    wrong.lock().unwrap().extend(tried.err().map(|why| format!("{}: {why}", animal.name)));
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {}, not {done}:\n{}", wrong.len(), animals.len(), wrong.join("\n"));
}
