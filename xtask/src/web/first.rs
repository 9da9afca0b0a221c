//! The first load: everything that a browser has to fetch before an owner can begin, as it travels.

use std::collections::BTreeSet;
use std::path::Path;

use super::size;

/// What it may weigh with gzip, which every browser takes. A phone on a slow network has it in ten seconds.
const MOST: u64 = 400 * 1024;

/// What is fetched only when it is needed: the whole of the owner's side, when there is a locker to look after, and what tells files apart, when
/// the first backup begins.
const LATER: [&str; 2] = ["dlocker_bg", "dlocker_look_bg"];

/// Says what the first load of this page weighs.
///
/// # Errors
/// In words, if it is more than it may be.
pub(super) fn weigh(dist: &Path) -> Result<(), String> {
    let files: Vec<_> = reached(dist)?.iter().map(|name| dist.join(name)).collect();
    let weight = size::of_all(&files)?;
    println!("the first load is {weight}, in {} files", files.len());
    if weight.gzip > MOST {
        return Err(format!(
            "the first load may have {} KiB with gzip: see crate::web::first for what counts",
            MOST / 1024
        ));
    }
    Ok(())
}

/// `index.html`, what it names, what that names, and so on; but for what comes later. A name stands in the text of whatever loads it.
fn reached(dist: &Path) -> Result<BTreeSet<String>, String> {
    let names = names(dist)?;
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut next = vec!["index.html".to_owned()];
    while let Some(name) = next.pop() {
        let bytes = std::fs::read(dist.join(&name)).map_err(|e| format!("{name}: {e}"))?;
        let Ok(text) = String::from_utf8(bytes) else { continue };
        for other in &names {
            let last = other.rsplit('/').next().unwrap_or(other);
            let later = LATER.iter().any(|begins| last.starts_with(begins));
            if !later && text.contains(last) && reached.insert(other.clone()) {
                next.push(other.clone());
            }
        }
    }
    Ok(reached)
}

/// Every file of the owner's page, but for the service worker: it names all files and fetches them when the page has long begun.
fn names(dist: &Path) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for folder in ["", "assets/"] {
        let entries = std::fs::read_dir(dist.join(folder)).map_err(|e| format!("{}: {e}", dist.display()))?;
        let files = entries.flatten().filter(|entry| entry.path().is_file());
        names.extend(files.map(|file| format!("{folder}{}", file.file_name().to_string_lossy())));
    }
    names.retain(|name| name != "sw.js");
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> tempfile::TempDir {
        let dist = tempfile::tempdir().unwrap();
        std::fs::create_dir(dist.path().join("assets")).unwrap();
        for (name, text) in [
            ("index.html", "<script src=./assets/index-1.js>"),
            ("sw.js", "other-1.js"),
            ("assets/index-1.js", "import('./App-1.js')"),
            ("assets/App-1.js", "new Worker('main-1.js') index-1.js"),
            ("assets/main-1.js", "dlocker_start_bg-1.wasm dlocker_bg-1.wasm dlocker_look_bg-1.wasm"),
            ("assets/dlocker_bg-1.wasm", "later"),
            ("assets/dlocker_look_bg-1.wasm", "later"),
            ("assets/other-1.js", "nobody names it"),
        ] {
            std::fs::write(dist.path().join(name), text).unwrap();
        }
        std::fs::write(dist.path().join("assets/dlocker_start_bg-1.wasm"), b"\0asm\xff").unwrap();
        dist
    }

    #[test]
    fn what_is_named_on_the_way_from_index_html_counts_and_what_comes_later_does_not() {
        let reached = reached(page().path()).unwrap();
        let reached: Vec<_> = reached.iter().map(String::as_str).collect();
        assert_eq!(
            reached,
            [
                "assets/App-1.js",
                "assets/dlocker_start_bg-1.wasm",
                "assets/index-1.js",
                "assets/main-1.js",
                "index.html"
            ]
        );
    }
}
