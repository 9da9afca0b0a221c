//! Openings out of a program that runs already, against a real bank: `cargo xtask bench opening` and `releases` measure with it.
//!
//! `openings root HOME KIT ROUNDS` opens from the device in HOME to the wallet's root, one after the other, and prints the median in
//! microseconds. `openings releases ROUNDS HOME KIT [HOME KIT ...]` has all these devices ask for nothing but a release and its settling with the
//! proof, at once and over connections that stay open, and prints how many openings that were.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a shell of its own, which measures and says what it measured"
)]

mod handset;
mod teller;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use dlocker_client::{Unlock, connect};
use dlocker_core::secret::{KitSecret, OwnerSecret};

use handset::Handset;
use teller::Teller;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The kit in a file, as `dlocker` reads it.
fn kit(file: &str) -> Outcome<Unlock> {
    let text = std::fs::read(file)?;
    let method = String::from_utf8_lossy(&text).split_whitespace().find_map(|word| word.parse().ok());
    Ok(Unlock { secret: OwnerSecret::Kit(KitSecret::guess(&text)?), method })
}

/// From the known device to the root of the newest backup; the median of `rounds`.
async fn root(home: &str, file: &str, rounds: usize) -> Outcome<u128> {
    let (handset, unlock) = (Handset::of(Path::new(home))?, kit(file)?);
    let mut connection = connect(&handset).await?;
    let mut took = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let started = Instant::now();
        let unlocked = connection.unlock(&unlock).await?;
        let open = connection.open_snapshot(&unlocked, None).await?.ok_or("there is no backup to open")?;
        took.push(started.elapsed().as_micros());
        drop(open);
    }
    took.sort_unstable();
    took.get(rounds / 2).copied().ok_or_else(|| "no rounds".into())
}

/// All devices at once, each on a thread of its own; gives the number of openings.
fn releases(rounds: usize, devices: &[String]) -> Outcome<usize> {
    let tellers: Vec<(Teller, Unlock)> = devices
        .chunks_exact(2)
        .map(|pair| Ok((Teller::of(Path::new(&pair[0]))?, kit(&pair[1])?)))
        .collect::<Outcome<_>>()?;
    let asked = tellers.len() * rounds;
    let work = |(teller, unlock): (Teller, Unlock)| {
        std::thread::spawn(move || teller.open_again_and_again(&unlock, rounds).map_err(|e| e.to_string()))
    };
    let threads: Vec<_> = tellers.into_iter().map(work).collect();
    for thread in threads {
        thread.join().map_err(|_| "a device panicked")??;
    }
    Ok(asked)
}

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["root", home, file, rounds] => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            println!("{}", runtime.block_on(root(home, file, rounds.parse()?))?);
        }
        ["releases", rounds, ..] => println!("{}", releases(rounds.parse()?, &words[2..])?),
        _ => return Err("openings root HOME KIT ROUNDS, or openings releases ROUNDS HOME KIT ...".into()),
    }
    Ok(())
}
