//! Backups and restores beside other programs, run by run.

use std::fs;

use super::data;
use super::meter::Cost;
use super::peers::{Kind, Peer};
use super::table::{Bound, Series, Table, Unit};
use super::world::{Both, World};

/// Memory that the two programs may take, in KiB.
pub(super) const OWNER_PEAK: f64 = 100.0 * 1024.0;
pub(super) const BANK_PEAK: f64 = 150.0 * 1024.0;

/// Figures of one program over all runs.
#[derive(Default)]
pub(super) struct Figures {
    pub(super) wall: Series,
    pub(super) cpu: Series,
    pub(super) stored: Series,
    pub(super) peak: Series,
    pub(super) bank_peak: Series,
}

impl Figures {
    pub(super) fn ours(&mut self, both: &Both) {
        self.wall.push(both.owner.wall.as_secs_f64());
        self.cpu.push(both.cpu().as_secs_f64());
        self.stored.push(both.stored as f64);
        self.peak.push(both.owner.peak as f64);
        self.bank_peak.push(both.bank_peak as f64);
    }

    pub(super) fn theirs(&mut self, cost: Cost, stored: u64) {
        self.wall.push(cost.wall.as_secs_f64());
        self.cpu.push(cost.cpu.as_secs_f64());
        self.stored.push(stored as f64);
        self.peak.push(cost.peak as f64);
    }

    /// Rows about memory.
    pub(super) fn memory(&self, table: &mut Table) {
        table.alone("peak memory, dlocker", (Unit::KibiBytes, Some(Bound::AtMost(OWNER_PEAK))), &self.peak);
        table.alone("peak memory, dlockerd", (Unit::KibiBytes, Some(Bound::AtMost(BANK_PEAK))), &self.bank_peak);
    }
}

/// What is asked of wall clock, CPU time and bytes against restic.
#[derive(Clone, Copy, Default)]
pub(super) struct Asked {
    pub(super) wall: Option<f64>,
    pub(super) cpu: Option<f64>,
    pub(super) stored: Option<f64>,
}

/// Ours beside the others.
pub(super) fn rows(table: &mut Table, ours: &Figures, others: &[(Kind, Figures)], asked: Asked) {
    for (kind, theirs) in others {
        // The bounds are against restic alone; the others are shown for their own sake.
        let bound = |most: Option<f64>| most.filter(|_| *kind == Kind::Restic).map(Bound::RatioAtMost);
        table.compare("wall", (Unit::Seconds, bound(asked.wall)), &ours.wall, (kind.name(), &theirs.wall));
        table.compare("CPU, both processes", (Unit::Seconds, bound(asked.cpu)), &ours.cpu, (kind.name(), &theirs.cpu));
        table.compare("bytes stored", (Unit::Bytes, bound(asked.stored)), &ours.stored, (kind.name(), &theirs.stored));
    }
    ours.memory(table);
}

const PEERS: [Kind; 3] = [Kind::Restic, Kind::Borg, Kind::Age];

fn none_yet() -> Vec<(Kind, Figures)> {
    PEERS.map(|kind| (kind, Figures::default())).into()
}

/// One backup of `what` by each program, into an empty locker or repository, `runs` times.
fn first_backups(world: &World, what: &str, runs: usize) -> Result<(Figures, Vec<(Kind, Figures)>), String> {
    let (mut ours, mut others) = (Figures::default(), none_yet());
    for run in 0..runs {
        let (phone, _) = world.phone();
        ours.ours(&world.run(&phone, &["backup", what, "--json"])?.1);
        for (kind, theirs) in &mut others {
            let peer = Peer::new(world, *kind, &format!("{what}-{run}"))?;
            let before = peer.stored();
            let cost = peer.back_up(what)?;
            theirs.theirs(cost, peer.stored() - before);
        }
    }
    Ok((ours, others))
}

/// (a): one random file of 256 MiB.
pub(super) fn a(world: &World, runs: usize) -> Result<Table, String> {
    data::random_file(&world.path("a"), 256, 1)?;
    let mut table = Table::new("(a) backup of one random file of 256 MiB");
    let (ours, others) = first_backups(world, "a", runs)?;
    rows(&mut table, &ours, &others, Asked { wall: Some(0.35), ..Asked::default() });
    fs::remove_file(world.path("a")).map_err(|e| e.to_string())?;
    Ok(table)
}

/// (b): 20,000 credentials.
pub(super) fn b(world: &World, runs: usize) -> Result<Table, String> {
    data::credentials(&world.path("b"))?;
    let mut table = Table::new("(b) backup of 20,000 credentials, 35 MB");
    let (ours, others) = first_backups(world, "b", runs)?;
    rows(&mut table, &ours, &others, Asked { cpu: Some(0.5), stored: Some(0.5), ..Asked::default() });
    if let [(_, restic), .., (_, age)] = others.as_slice() {
        let ratio = age.stored.median() / restic.stored.median();
        table.notes.push(format!("Of this data the solid tar, zstd -3, age stores {ratio:.2} of restic."));
    }
    Ok(table)
}

/// (c): (b) with 1% changed, each run another hundredth.
pub(super) fn c(world: &World, runs: usize) -> Result<Table, String> {
    data::credentials(&world.path("c"))?;
    let (phone, _) = world.phone();
    world.run(&phone, &["backup", "c", "--json"])?;
    let kinds = [Kind::Restic, Kind::Borg];
    let peers = kinds.map(|kind| Peer::new(world, kind, "c").and_then(|peer| peer.back_up("c").map(|_| (kind, peer))));
    let mut ours = Figures::default();
    let mut others: Vec<(Kind, Figures)> = kinds.map(|kind| (kind, Figures::default())).into();
    let peers: Vec<(Kind, Peer<'_>)> = peers.into_iter().collect::<Result<_, _>>()?;
    for run in 0..runs {
        data::change_one_percent(&world.path("c"), run as u64)?;
        ours.ours(&world.run(&phone, &["backup", "c", "--json"])?.1);
        for ((_, peer), (_, theirs)) in peers.iter().zip(&mut others) {
            let before = peer.stored();
            let cost = peer.back_up("c")?;
            theirs.theirs(cost, peer.stored().saturating_sub(before));
        }
    }
    let mut table = Table::new("(c) backup after 1% of the credentials changed");
    rows(&mut table, &ours, &others, Asked { cpu: Some(0.5), stored: Some(0.4), ..Asked::default() });
    Ok(table)
}

/// Restore of (b). What came back stays until the world ends: for minutes after 20,000 files were removed ext4 looks at each of their inodes before it
/// gives a new one, and whoever comes next pays for that.
pub(super) fn restore_b(world: &World, runs: usize) -> Result<Table, String> {
    data::credentials(&world.path("r"))?;
    let (phone, kit) = world.phone();
    world.run(&phone, &["backup", "r", "--json"])?;
    let peers: Vec<(Kind, Peer<'_>)> = PEERS
        .iter()
        .map(|kind| Peer::new(world, *kind, "r").and_then(|peer| peer.back_up("r").map(|_| (*kind, peer))))
        .collect::<Result<_, _>>()?;
    let (mut ours, mut others) = (Figures::default(), none_yet());
    for run in 0..runs {
        let to = format!("back-{run}");
        ours.ours(&world.run(&phone, &["restore", "--to", &to, "--kit-file", &kit])?.1);
        for ((kind, peer), (_, theirs)) in peers.iter().zip(&mut others) {
            let to = format!("back-{run}-{kind:?}");
            theirs.theirs(peer.restore(&to)?, 0);
        }
    }
    let mut table = Table::new("restore of (b)");
    for (kind, theirs) in &others {
        let bound = (*kind == Kind::Restic).then_some(Bound::RatioAtMost(0.5));
        table.compare("wall", (Unit::Seconds, bound), &ours.wall, (kind.name(), &theirs.wall));
        table.compare("CPU, both processes", (Unit::Seconds, None), &ours.cpu, (kind.name(), &theirs.cpu));
    }
    ours.memory(&mut table);
    Ok(table)
}
