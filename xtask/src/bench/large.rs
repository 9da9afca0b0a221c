//! (e): 5 GiB, there and back.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use super::backup::Figures;
use super::data;
use super::table::{Series, Table, Unit};
use super::world::World;

/// (e): five files of 1 GiB that do not compress; backed up, and restored into another folder, which must be the same.
pub(super) fn e(world: &World) -> Result<Table, String> {
    let folder = world.path("e");
    fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    for n in 0..5 {
        data::random_file(&folder.join(format!("file-{n}")), 1024, 100 + n)?;
    }
    let (phone, kit) = world.phone();
    let (mut there, mut back) = (Figures::default(), Figures::default());
    there.ours(&world.run(&phone, &["backup", "e", "--json"])?.1);
    back.ours(&world.run(&phone, &["restore", "--to", "e-back", "--kit-file", &kit])?.1);
    let mut table = Table::new("(e) 5 GiB, there and back");
    for (name, figures) in [("backup", &there), ("restore", &back)] {
        table.alone(&format!("{name}: wall"), (Unit::Seconds, None), &figures.wall);
        table.alone(&format!("{name}: CPU, both processes"), (Unit::Seconds, None), &figures.cpu);
        figures.memory(&mut table);
    }
    table.alone("bytes stored", (Unit::Bytes, None), &Series(there.stored.0.clone()));
    for n in 0..5 {
        let name = format!("file-{n}");
        if !same(&folder.join(&name), &world.path("e-back/e").join(&name)).map_err(|e| e.to_string())? {
            return Err(format!("{name} came back different"));
        }
    }
    table.notes.push("What came back is the same, byte for byte.".to_owned());
    fs::remove_dir_all(world.path("e-back")).and_then(|()| fs::remove_dir_all(&folder)).map_err(|e| e.to_string())?;
    Ok(table)
}

fn same(one: &Path, other: &Path) -> std::io::Result<bool> {
    let (mut one, mut other) = (BufReader::with_capacity(1 << 20, File::open(one)?), File::open(other)?);
    let (mut a, mut b) = (vec![0; 1 << 20], vec![0; 1 << 20]);
    loop {
        let read = one.read(&mut a)?;
        if read == 0 {
            return Ok(other.read(&mut b)? == 0);
        }
        match other.read_exact(&mut b[..read]) {
            Ok(()) if a[..read] == b[..read] => {}
            Ok(()) => return Ok(false),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}
