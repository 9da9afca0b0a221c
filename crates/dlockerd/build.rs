//! Puts the page into the program: whatever lies in `target/web/dist` when the program is built, each file with compressed twins where they are smaller.
//! Without the folder the program is built all the same, and says at `/` that it has no page.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let dist = root.join("target/web/dist");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no OUT_DIR"))?);
    keep_watchable(&dist);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    fs::write(out.join("page.rs"), table(&dist, &out)?)
}

/// A folder that is missing would have cargo run this at every build. An empty one of long ago does not.
fn keep_watchable(dist: &Path) {
    if !dist.is_dir() && fs::create_dir_all(dist).is_ok() {
        // Should it not work, the next build runs this once more.
        let _ = File::open(dist).and_then(|folder| folder.set_modified(SystemTime::UNIX_EPOCH));
    }
}

/// The files as a Rust array. Their bytes are copied, so that the folder may change while the compiler reads.
fn table(dist: &Path, out: &Path) -> io::Result<String> {
    let mut code = String::from("&[\n");
    for (number, path) in files(dist)?.iter().enumerate() {
        let plain = fs::read(dist.join(path))?;
        fs::write(out.join(number.to_string()), &plain)?;
        let gzip = twin(out, &format!("{number}.gz"), gzip(&plain)?, plain.len())?;
        let brotli = twin(out, &format!("{number}.br"), brotli(&plain)?, plain.len())?;
        let plain = included(&number.to_string());
        writeln!(code, "    ({path:?}, {plain}, {gzip}, {brotli}),").map_err(io::Error::other)?;
    }
    code.push_str("]\n");
    Ok(code)
}

/// The same, compressed, where that is smaller.
fn twin(out: &Path, name: &str, packed: Vec<u8>, plain: usize) -> io::Result<String> {
    if packed.len() >= plain {
        return Ok("None".to_owned());
    }
    fs::write(out.join(name), packed)?;
    Ok(format!("Some({})", included(name)))
}

fn included(name: &str) -> String {
    format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))")
}

/// Paths relative to `dist`, with `/` between their parts, in order.
fn files(dist: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![(dist.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{prefix}{name}/")));
            } else {
                found.push(format!("{prefix}{name}"));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(plain)?;
    packer.finish()
}

fn brotli(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let best = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: plain.len(), ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &*plain, &mut packed, &best)?;
    Ok(packed)
}
