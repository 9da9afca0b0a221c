//! Command lines: the programs must know the commands and the flags.

use std::path::Path;
use std::process::Command;

use dlocker_stories::program::Programs;

use super::Complaint;
use super::document::{Document, quoted};

/// Checks every command line of the two programs and of `cargo xtask`.
pub(super) fn check(document: &Document, programs: &Programs) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for line in &document.lines {
        let candidates = match line.block {
            Some(_) => vec![line.text.trim()],
            None => quoted(&line.text),
        };
        for candidate in candidates {
            let wrong = check_line(candidate, programs);
            complaints.extend(wrong.map(|what| (line.number, format!("`{candidate}`: {what}"))));
        }
    }
    complaints
}

fn check_line(line: &str, programs: &Programs) -> Option<String> {
    let line = line.strip_prefix("$ ").unwrap_or(line);
    let line = line.split(" #").next().unwrap_or(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let name = words.first()?.rsplit('/').next()?;
    match name {
        "dlocker" => program(&programs.owner, &words[1..]),
        "dlockerd" => program(&programs.bank, &words[1..]),
        "cargo" if words.get(1) == Some(&"xtask") => xtask(words.get(2).copied().unwrap_or("")),
        _ => None,
    }
}

fn xtask(command: &str) -> Option<String> {
    let known = command.is_empty() || crate::HELP.lines().any(|l| l.split_whitespace().next() == Some(command));
    (!known).then(|| format!("cargo xtask has no command {command}"))
}

/// The commands are the words before the first flag that say what to do; the rest of the words are values.
fn program(program: &Path, words: &[&str]) -> Option<String> {
    let words = without_home(words);
    let flags: Vec<&str> = words.iter().copied().filter_map(flag).collect();
    let commands: Vec<&str> = words.iter().copied().take_while(|w| is_command(w)).collect();
    let mut help = help(program, &commands);
    // A value may look like a command (`case approve CASE` does not, `restore wallet` does): the longest prefix that works counts.
    let shorter = (1..commands.len()).rev();
    for end in shorter {
        help = help.or_else(|| self::help(program, &commands[..end]));
    }
    let Some(help) = help else { return Some(format!("there is no command {}", commands.join(" "))) };
    flags.into_iter().find(|f| !knows(&help, f)).map(|f| format!("there is no {f} here"))
}

fn without_home<'a>(words: &[&'a str]) -> Vec<&'a str> {
    match words {
        ["--home", _, rest @ ..] => rest.to_vec(),
        _ => words.to_vec(),
    }
}

fn flag(word: &str) -> Option<&str> {
    let word = word.trim_matches(|c: char| "[]()|.,…".contains(c));
    word.starts_with("--").then(|| word.split('=').next().unwrap_or(word)).filter(|w| w.len() > 2)
}

fn is_command(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-')
}

fn help(program: &Path, commands: &[&str]) -> Option<String> {
    let output = Command::new(program).args(commands).arg("--help").output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn knows(help: &str, flag: &str) -> bool {
    let is_end = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    help.match_indices(flag).any(|(at, _)| help[at + flag.len()..].chars().next().is_none_or(is_end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_found_whole_or_not_at_all() {
        assert!(knows("  --pin-file <FILE>", "--pin-file"));
        assert!(!knows("  --pin-file <FILE>", "--pin"));
        assert_eq!(flag("[--pin-file"), Some("--pin-file"));
        assert_eq!(flag("--kit-file=kit.txt"), Some("--kit-file"));
        assert_eq!(flag("pin.txt"), None);
    }

    #[test]
    fn a_command_that_xtask_does_not_have_is_seen() {
        assert!(xtask("demo").is_none() && xtask("test").is_none());
        assert!(xtask("deploy").is_some());
    }
}
