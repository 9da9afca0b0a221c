//! The README's transcript of a lost phone is run again, and says the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story fails loudly")]

use std::collections::HashMap;
use std::fs;
use std::process::Command;

use dlocker_stories::program::{Programs, workspace};
use dlocker_stories::{Bank, Config, Scene};

/// A command of the transcript and what it printed.
struct Shown {
    command: String,
    output: Vec<String>,
}

/// The block marked `console` in the README.
fn transcript() -> Vec<Shown> {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let block = readme.split("```console\n").nth(1).expect("the README has a transcript").split("```").next().unwrap();
    let mut shown: Vec<Shown> = Vec::new();
    for line in block.lines() {
        match line.strip_prefix("$ ") {
            Some(command) => shown.push(Shown { command: command.into(), output: Vec::new() }),
            None => shown.last_mut().expect("a command comes first").output.push(line.into()),
        }
    }
    shown
}

fn run(scene: &Scene, command: &str) -> Vec<String> {
    let programs = Programs::get().owner.parent().unwrap().display().to_string();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let command = format!("{command} 2>&1");
    let done =
        Command::new("sh").args(["-c", &command]).current_dir(scene.folder()).env("PATH", path).output().unwrap();
    String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Words of a line; what changes from run to run is a word of its own.
fn words(line: &str) -> Vec<&str> {
    line.split_inclusive(|c: char| c.is_whitespace() || ",;()\"".contains(c)).collect()
}

/// Whether the two may differ: an id of one kind, a time, the name of the machine, and on the line with the code three of its digits.
fn varies(a: &str, b: &str, code_line: bool) -> bool {
    let (a, b) = (bare(a), bare(b));
    let shape = |text: &str| -> String { text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect() };
    let id = |text: &str| text.split_once('-').is_some_and(|(_, rest)| rest.len() == 26);
    let time = |text: &str| text.len() == 24 && text.ends_with('Z');
    let code = |text: &str| code_line && text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
    let same_id = id(a) && id(b) && a.split('-').next() == b.split('-').next();
    let name = |text: &str| text.starts_with('“') && text.ends_with('”');
    same_id || (name(a) && name(b)) || (time(a) && time(b) && shape(a) == shape(b)) || (code(a) && code(b))
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| c.is_whitespace() || ",;()\".:".contains(c))
}

/// Compares, and learns what this run has in place of what the README shows.
fn compare(shown: &Shown, printed: &[String], learned: &mut HashMap<String, String>) {
    assert_eq!(shown.output.len(), printed.len(), "{}\nprinted:\n{}", shown.command, printed.join("\n"));
    for (expected, line) in shown.output.iter().zip(printed) {
        let code_line = expected.trim_start().starts_with("Code:");
        let (expected, line) = (words(expected), words(line));
        assert_eq!(expected.len(), line.len(), "{}: {expected:?} / {line:?}", shown.command);
        for (a, b) in expected.iter().zip(&line) {
            if varies(a, b, code_line) {
                learned.insert(bare(a).into(), bare(b).into());
            } else {
                assert_eq!(a, b, "{}", shown.command);
            }
        }
    }
}

#[test]
fn the_transcript_in_the_readme_is_what_really_happens() {
    let scene = Scene::new();
    let bank = Bank::open(&scene, &Config::quick());
    let officer = bank.staff("officer1");
    let _second = bank.staff("officer2");
    let url = bank.url();
    scene.note("pin.txt", "4829");
    for command in [
        "mkdir wallet && ssh-keygen -q -t ed25519 -N '' -C owner@example.com -f wallet/id".to_owned(),
        format!("dlocker --home old enrol --bank {url} --invite {}", officer.invite("owner@example.com")),
        "dlocker --home old method add pin --pin-file pin.txt".to_owned(),
        "dlocker --home old method add kit --out kit.txt --unlock-pin-file pin.txt".to_owned(),
        "dlocker --home old backup wallet".to_owned(),
    ] {
        run(&scene, &command);
    }
    let mut learned: HashMap<String, String> = HashMap::new();
    for mut shown in transcript() {
        let mut command = shown.command.replace("http://127.0.0.1:8700", &url);
        for (from, to) in &learned {
            command = command.replace(from.as_str(), to);
        }
        for line in &mut shown.output {
            *line = line.replace("http://127.0.0.1:8700", &url);
        }
        let printed = run(&scene, &command);
        compare(&shown, &printed, &mut learned);
    }
}
