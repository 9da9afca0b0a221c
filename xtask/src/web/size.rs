//! How large files are, as they lie there and as they travel.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Node has both compressions, and a browser takes both. What does not become smaller travels as it is, as `dlockerd` sends it.
const SCRIPT: &str = "const z=require('zlib'),f=require('fs'),s=[0,0,0];\
    for(const p of process.argv.slice(1)){const b=f.readFileSync(p),n=b.length;\
    s[0]+=n;s[1]+=Math.min(n,z.gzipSync(b,{level:9}).length);s[2]+=Math.min(n,z.brotliCompressSync(b).length)}\
    console.log(...s)";

/// Bytes in all three forms.
pub(super) struct Size {
    raw: u64,
    pub(super) gzip: u64,
    /// As a browser gets it over TLS, and from its own machine.
    brotli: u64,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [raw, gzip, brotli] = [self.raw, self.gzip, self.brotli].map(|bytes| bytes.div_ceil(1024));
        write!(f, "{raw} KiB, {gzip} KiB with gzip, {brotli} KiB with brotli")
    }
}

/// Of one file.
///
/// # Errors
/// In words, if it cannot be read.
pub(super) fn of(file: &Path) -> Result<Size, String> {
    of_all(&[file.to_owned()])
}

/// Of these files together, each compressed by itself.
///
/// # Errors
/// In words, if one cannot be read.
pub(super) fn of_all(files: &[PathBuf]) -> Result<Size, String> {
    let printed = Command::new("node").args(["-e", SCRIPT]).args(files).output().map_err(|e| format!("node: {e}"))?;
    let text = String::from_utf8_lossy(&printed.stdout).into_owned();
    let sizes: Vec<u64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match sizes.as_slice() {
        &[raw, gzip, brotli] => Ok(Size { raw, gzip, brotli }),
        _ => Err(format!("sizes cannot be measured: {}", String::from_utf8_lossy(&printed.stderr))),
    }
}
