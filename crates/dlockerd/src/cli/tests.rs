#![allow(clippy::unwrap_used)]

use super::*;
use clap::CommandFactory;
use dlocker_protocol::case::{Check, DocumentKind};

#[test]
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn the_help_lists_what_is_looked_at_on_each_document() {
    let texts = |checks: &[Check]| checks.iter().map(|check| check.text()).collect::<Vec<_>>().join(",");
    let lines: Vec<&str> = args::DOCUMENTS.lines().filter(|line| line.starts_with("  ")).map(str::trim).collect();
    let lists = DocumentKind::ALL
        .map(|kind| format!("{}={} + {}", kind.text(), texts(kind.required()), texts(kind.optional())));
    assert_eq!(lines, lists);
}
