//! Examples that measure from inside and print their figures.

use std::process::Stdio;

use crate::run::cargo;

/// Runs an example for release and gives the numbers that it prints.
///
/// # Errors
/// In words, if it does not end with 0.
pub(super) fn figures(package: &str, name: &str, words: &[&str]) -> Result<Vec<f64>, String> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--release", "-p", package, "--example", name, "--"]).args(words);
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(format!("the example `{name}` of `{package}` failed"));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.split_whitespace().filter_map(|n| n.parse().ok()).collect())
}
