//! Openings, and small items in and out.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use dlocker_stories::Phone;
use dlocker_stories::program::{Programs, bare, workspace};

use super::meter::measure;
use super::table::{Bound, Series, Table, Unit};
use super::world::World;
use crate::run::cargo;

/// Devices that ask at once.
const DEVICES: usize = 16;
/// Whole processes that one row is the median of.
const OPENINGS: usize = 41;
/// Signed questions besides the release and the settling in `rehearse`: the locker twice, its rosters twice, snapshots, the log, the root, a pack.
const QUESTIONS: f64 = 8.0;

/// A phone with a backup of one small file.
fn settled(world: &World) -> Result<(Phone, String), String> {
    let (phone, kit) = world.phone();
    write(world, &phone, 0)?;
    world.run(&phone, &["backup", &wallet(&phone), "--json"])?;
    Ok((phone, kit))
}

fn wallet(phone: &Phone) -> String {
    let name = phone.home().file_name().map(|n| n.to_string_lossy().into_owned());
    format!("wallet-{}", name.unwrap_or_default())
}

fn write(world: &World, phone: &Phone, round: usize) -> Result<(), String> {
    let folder = world.path(wallet(phone).as_str());
    fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    fs::write(folder.join("note.txt"), format!("note {round} of this wallet\n")).map_err(|e| e.to_string())
}

/// From a known device to the wallet's root, whole processes.
pub(super) fn opening(world: &World) -> Result<Table, String> {
    let (phone, kit) = settled(world)?;
    let (mut open, mut nothing) = (Series::default(), Series::default());
    for _ in 0..OPENINGS {
        open.push(world.run(&phone, &["rehearse", "--kit-file", &kit])?.1.owner.wall.as_secs_f64());
        let mut command = Command::new(&Programs::get().owner);
        nothing.push(measure(bare(command.arg("--version")))?.1.wall.as_secs_f64());
    }
    let mut table = Table::new("opening from a known device to the wallet's root, no Argon2id");
    let bound = (Unit::Seconds, Some(Bound::AtMost(0.010)));
    table.alone("`dlocker rehearse` with a kit, whole process, a sample of packs read too", bound, &open);
    table.alone("beside it: `dlocker --version`, whole process", (Unit::Seconds, None), &nothing);
    Ok(table)
}

/// Runs `act` for each phone on a thread of its own, `rounds` times; gives what the bank's processor spent on one.
fn at_once(
    world: &World,
    phones: &[(Phone, String)],
    rounds: usize,
    act: impl Fn(&Phone, &str, usize) + Sync,
) -> Duration {
    let before = world.bank().cpu();
    thread::scope(|scope| {
        for (phone, kit) in phones {
            let act = &act;
            scope.spawn(move || (0..rounds).for_each(|round| act(phone, kit, round)));
        }
    });
    let spent = world.bank().cpu().saturating_sub(before);
    spent / u32::try_from(phones.len() * rounds).unwrap_or(1)
}

fn per_second(one: Duration) -> f64 {
    1.0 / one.as_secs_f64()
}

fn sixteen(world: &World) -> Result<Vec<(Phone, String)>, String> {
    (0..DEVICES).map(|_| settled(world)).collect()
}

/// Openings by sixteen devices at once, for each second of the bank's processor, against the primitives alone.
pub(super) fn releases(world: &World, runs: usize) -> Result<Table, String> {
    let phones = sixteen(world)?;
    let (mut ours, mut bound) = (Series::default(), Series::default());
    for _ in 0..runs {
        let one = at_once(world, &phones, 20, |phone, kit, _| {
            drop(phone.run(["rehearse", "--kit-file", kit]).done());
        });
        ours.push(per_second(one));
        bound.push(primitives()?);
    }
    let mut table = Table::new("releases, durably counted and logged, with proofs of success");
    let beside = ("the primitives alone", &bound);
    table.compare(
        "openings per second of `dlockerd`'s CPU, 16 devices at once",
        (Unit::PerSecond, Some(Bound::RatioAtLeast(0.5))),
        &ours,
        beside,
    );
    table.notes.push(format!(
        "One opening is a release, its settling with the proof, and the {QUESTIONS:.0} signed questions round them that `dlocker rehearse` asks; \
         the bound holds the signatures of all of them, one OPRF evaluation, one answer sealed and two rows unwrapped, and nothing else."
    ));
    Ok(table)
}

/// Openings per second that the same crates' primitives give, nothing round them.
fn primitives() -> Result<f64, String> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--release", "-p", "dlocker-custody", "--example", "primitives"]);
    let output = command.current_dir(workspace()).stderr(Stdio::inherit()).output().map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let micros: Vec<f64> = text.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    match micros.as_slice() {
        [release, question] => Ok(1e6 / (release + QUESTIONS * question)),
        _ => Err(format!("the primitives said {text:?}")),
    }
}

/// One small item in, one small item out, sixteen devices at once.
pub(super) fn items(world: &World, runs: usize) -> Result<Table, String> {
    let phones = sixteen(world)?;
    let (mut stored, mut read) = (Series::default(), Series::default());
    for run in 0..runs {
        let store = at_once(world, &phones, 5, |phone, _, round| {
            let written = write(world, phone, 1 + run * 5 + round);
            assert!(written.is_ok(), "a small file cannot be written: {written:?}");
            drop(phone.run(["backup", &wallet(phone)]).done());
        });
        stored.push(per_second(store));
        let fetch = at_once(world, &phones, 5, |phone, kit, round| {
            let to = format!("out-{}-{run}-{round}", wallet(phone));
            drop(phone.run(["restore", "--to", &to, "--kit-file", kit]).done());
        });
        read.push(per_second(fetch));
    }
    let mut table = Table::new("one small item, 16 devices at once");
    let unit = (Unit::PerSecond, None);
    table.alone("stored per second of `dlockerd`'s CPU: a changed note, a whole `dlocker backup`", unit, &stored);
    table.alone("read per second of `dlockerd`'s CPU: a whole `dlocker restore` with its release", unit, &read);
    Ok(table)
}
