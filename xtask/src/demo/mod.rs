//! `cargo xtask demo`: the whole story with a real bank and two phones, in plain words.

mod options;
mod story;
mod teller;
mod wallet;

use std::time::Instant;

use dlocker_stories::program::Programs;

pub(crate) use options::Options;

use crate::{clock, web};
use story::Story;
use teller::Teller;

/// Builds page and programs, plays the story, cleans up (or with `--keep` says how to go on).
///
/// # Errors
/// In words, what did not go as the story says.
pub(crate) fn demo(options: &Options) -> Result<(), String> {
    println!("Building the page that the bank shows; the first time this takes some minutes.\n");
    if let Err(why) = web::web() {
        println!("\nThere is no page this time: {why}. The story needs none.");
    }
    println!("\nBuilding the two programs for release; the first time this takes some minutes too.\n");
    let programs = Programs::build(true);
    let begun = Instant::now();
    let mut teller = Teller::new();
    let mut story = Story::prepare(options, programs, &mut teller)?;
    story.play(&mut teller)?;
    println!("\nThe whole story took {}.", clock::words(begun.elapsed()));
    if options.keep {
        story.keep()
    } else {
        println!("Everything of it is removed again.")
    }
    Ok(())
}
