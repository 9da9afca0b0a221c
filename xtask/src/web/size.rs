//! How large a file is, as it lies there and as it travels.

use std::path::Path;
use std::process::Command;

/// Node has both compressions, and a browser takes both.
const SCRIPT: &str = "const z=require('zlib'),b=require('fs').readFileSync(process.argv[1]);\
    console.log(b.length,z.gzipSync(b,{level:9}).length,z.brotliCompressSync(b).length)";

/// In words.
///
/// # Errors
/// In words, if it cannot be read.
pub(super) fn of(file: &Path) -> Result<String, String> {
    let printed = Command::new("node").args(["-e", SCRIPT]).arg(file).output().map_err(|e| format!("node: {e}"))?;
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    let sizes: Vec<u64> = printed.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match sizes.as_slice() {
        [raw, gzip, brotli] => {
            Ok(format!("{} KiB, {} KiB with gzip, {} KiB with brotli", kib(*raw), kib(*gzip), kib(*brotli)))
        }
        _ => Err(format!("{} cannot be measured", file.display())),
    }
}

const fn kib(bytes: u64) -> u64 {
    bytes.div_ceil(1024)
}
