//! `/manifest.json`: the version and the SHA-256 of every file that is served, so that anyone can compare.

use axum::body::Bytes;
use dlocker_protocol::Digest;
use serde_json::json;

use super::PageFile;

/// Its own path. It does not list itself.
pub(super) const NAME: &str = "manifest.json";

/// The manifest of these files.
pub(super) fn of(files: &[PageFile]) -> PageFile {
    let entry = |file: &PageFile| {
        let sha256: String = Digest::plain(&file.plain).as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        json!({ "path": format!("/{}", file.path), "bytes": file.plain.len(), "sha256": sha256 })
    };
    let list: Vec<_> = files.iter().map(entry).collect();
    let text = format!("{:#}\n", json!({ "version": env!("CARGO_PKG_VERSION"), "files": list }));
    PageFile { path: NAME.to_owned(), plain: Bytes::from(text), gzip: None, brotli: None }
}
