//! Openings, and small items in and out.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use dlocker_stories::Phone;
use dlocker_stories::program::{Programs, bare};

use super::example::figures;
use super::meter::measure;
use super::table::{Bound, Series, Table, Unit};
use super::world::World;

/// Devices that ask at once.
const DEVICES: usize = 16;
/// Openings that one row is the median of.
const OPENINGS: usize = 41;
/// Openings of each device in one run of those that ask for nothing else.
const RELEASES: usize = 50;
/// Signed questions besides the release and the settling in `rehearse`: the locker, its rosters, snapshots, the root, a pack.
const QUESTIONS: f64 = 5.0;

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

/// From a known device to the wallet's root: inside a program that runs, and as a whole process.
pub(super) fn opening(world: &World) -> Result<Table, String> {
    let (phone, kit) = settled(world)?;
    let (mut inside, mut open, mut nothing) = (Series::default(), Series::default(), Series::default());
    for _ in 0..OPENINGS {
        inside.push(inside_a_program(world, &phone, &kit)?);
        open.push(world.run(&phone, &["rehearse", "--kit-file", &kit])?.1.owner.wall.as_secs_f64());
        let mut command = Command::new(&Programs::get().owner);
        nothing.push(measure(bare(command.arg("--version")))?.1.wall.as_secs_f64());
    }
    let mut table = Table::new("opening from a known device to the wallet's root, no Argon2id");
    let bound = (Unit::Seconds, Some(Bound::AtMost(0.010)));
    table.alone("in a program that runs: unlock with a kit, open the newest root", bound, &inside);
    let beside = (Unit::Seconds, None);
    table.alone("`dlocker rehearse` with a kit, whole process, a sample of packs read too", bound, &open);
    table.alone("beside it: `dlocker --version`, whole process", beside, &nothing);
    table.notes.push(
        "The first row is the example `openings` of `dlocker-client`: the SDK with a connection that is open already, from the secret to the opened \
         root, local state written and synced as `dlocker` does; one figure is the median of five. The second starts and ends a process for each, \
         connects, notes in the home that the backup was proved, and reads packs."
            .to_owned(),
    );
    Ok(table)
}

/// Seconds from the secret to the opened root.
fn inside_a_program(world: &World, phone: &Phone, kit: &str) -> Result<f64, String> {
    let (home, kit) = (text(&phone.home()), text(&world.path(kit)));
    let micros = figures("dlocker-client", "openings", &["root", &home, &kit, "5"])?;
    micros.first().map(|micros| micros / 1e6).ok_or_else(|| "the example `openings` said nothing".to_owned())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
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
    let (mut alone, mut alone_bound) = (Series::default(), Series::default());
    let (mut whole, mut whole_bound) = (Series::default(), Series::default());
    for _ in 0..runs {
        alone.push(releases_alone(world, &phones)?);
        let one = at_once(world, &phones, 20, |phone, kit, _| {
            drop(phone.run(["rehearse", "--kit-file", kit]).done());
        });
        whole.push(per_second(one));
        let (release, question) = primitives()?;
        alone_bound.push(1e6 / release);
        whole_bound.push(1e6 / (release + QUESTIONS * question));
    }
    let mut table = Table::new("releases, durably counted and logged, with proofs of success");
    table.compare(
        "releases with their proofs per second of `dlockerd`'s CPU, 16 devices at once, nothing else asked",
        (Unit::PerSecond, Some(Bound::RatioAtLeast(0.5))),
        &alone,
        ("their primitives alone", &alone_bound),
    );
    table.compare(
        "whole `dlocker rehearse` per second of `dlockerd`'s CPU, 16 devices at once",
        (Unit::PerSecond, None),
        &whole,
        ("their primitives alone", &whole_bound),
    );
    table.notes.push(format!(
        "In the first row each device keeps its connection and asks for releases and settles each with its proof; its bound holds three signatures \
         verified, one OPRF evaluation, one answer sealed and two rows unwrapped, and nothing else. In the second each opening is a process with a \
         connection of its own that asks {QUESTIONS:.0} signed questions more; their signatures are in its bound, and reading packs is not."
    ));
    Ok(table)
}

/// Releases per second of the bank's processor by devices that ask for nothing else.
fn releases_alone(world: &World, phones: &[(Phone, String)]) -> Result<f64, String> {
    let mut words = vec!["releases".to_owned(), RELEASES.to_string()];
    for (phone, kit) in phones {
        words.extend([text(&phone.home()), text(&world.path(kit))]);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let before = world.bank().cpu();
    let openings = figures("dlocker-client", "openings", &words)?;
    let spent = world.bank().cpu().saturating_sub(before);
    Ok(openings.iter().sum::<f64>() / spent.as_secs_f64())
}

/// Microseconds of the primitives of one release with its proof, and of one more signed question.
fn primitives() -> Result<(f64, f64), String> {
    match figures("dlocker-custody", "primitives", &[])?.as_slice() {
        [release, question] => Ok((*release, *question)),
        other => Err(format!("the primitives said {other:?}")),
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
