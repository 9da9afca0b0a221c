//! `docs/performance.md`: the measured part is written anew, what people wrote stays.

use std::fs;
use std::process::Command;

use dlocker_stories::program::workspace;

use super::table::Table;

const FILE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- measured: written by `cargo xtask bench` -->";
const END: &str = "<!-- end of what was measured -->";

/// Writes the tables of this run. Tables of benchmarks that were not run this time stay as they are.
///
/// # Errors
/// In words, if the document is not there or has no place for them.
pub(super) fn write(tables: &[Table]) -> Result<(), String> {
    let path = workspace().join(FILE);
    let document = fs::read_to_string(&path).map_err(|e| format!("{FILE}: {e}"))?;
    let changed = put_in(&document, tables, &machine())?;
    fs::write(&path, changed).map_err(|e| format!("{FILE}: {e}"))
}

fn put_in(document: &str, tables: &[Table], machine: &str) -> Result<String, String> {
    let gone = || format!("{FILE} has lost its marks {BEGIN} and {END}");
    let (before, rest) = document.split_once(BEGIN).ok_or_else(gone)?;
    let (measured, after) = rest.split_once(END).ok_or_else(gone)?;
    let mut sections: Vec<(String, String)> = measured.split("\n### ").skip(1).filter_map(section).collect();
    for table in tables {
        let new = (table.title.clone(), format!("{}\nMeasured {machine}.\n", table.markdown().trim_end()));
        match sections.iter_mut().find(|(title, _)| *title == table.title) {
            Some(old) => *old = new,
            None => sections.push(new),
        }
    }
    let text: String = sections.iter().map(|(_, text)| format!("\n{text}")).collect();
    Ok(format!("{before}{BEGIN}\n{text}\n{END}{after}"))
}

fn section(text: &str) -> Option<(String, String)> {
    let title = text.lines().next()?.to_owned();
    Some((title, format!("### {}\n", text.trim_end())))
}

/// Date, processor, kernel and versions.
fn machine() -> String {
    let said = |program: &str, args: &[&str]| {
        let output = Command::new(program).args(args).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned())
    };
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|l| l.strip_prefix("model name")?.split_once(": ")).map_or("?", |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let words = [
        format!("on {}", said("date", &["-u", "+%Y-%m-%d %H:%M UTC"]).unwrap_or_default()),
        format!("{cores} x {model}"),
        format!("Linux {}", said("uname", &["-r"]).unwrap_or_default()),
        said("restic", &["version"]).and_then(|v| Some(v.split(" compiled").next()?.to_owned())).unwrap_or_default(),
        said("borg", &["--version"]).unwrap_or_default(),
        format!("age {}", said("age", &["--version"]).unwrap_or_default()),
        format!("commit {}", said("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default()),
    ];
    // Whoever names a folder for temporary files has a reason: say, a file system of its own.
    let place = if std::env::var_os("TMPDIR").is_some() { ", in a folder chosen with TMPDIR" } else { "" };
    words.join(", ") + place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_table_takes_the_place_of_the_old_one_and_nothing_else() {
        let document =
            format!("# Speed\n\nby hand\n\n{BEGIN}\n\n### one\n\nold\n\n### two\n\nkept\n\n{END}\n\nby hand too\n");
        let changed = put_in(&document, &[Table::new("one")], "today").unwrap();
        assert!(changed.contains("by hand\n") && changed.contains("kept") && changed.ends_with("by hand too\n"));
        assert!(!changed.contains("old") && changed.contains("Measured today."));
        assert_eq!(put_in(&changed, &[Table::new("one")], "today").unwrap(), changed);
        assert!(put_in("# Speed\n", &[], "today").is_err());
    }
}
