//! What the cryptography of one opening costs the bank with nothing round it: `cargo xtask bench releases` measures `dlockerd` against it.
//!
//! Prints microseconds of processor time: of one release with its proof of success (three signatures verified, the OPRF evaluated once, masked
//! share and sealed seed unwrapped, the answer sealed), and of one more signed question.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "it measures, and says what it measured")]

use std::error::Error;
use std::time::Instant;

use dlocker_custody::{Custody, SoftwareCustody, WrapPurpose};
use dlocker_protocol::oprf::BlindedElement;
use dlocker_protocol::sealed::{self, Context, UnsealingKey};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{LockerId, RegistrationId};
use rand_core::UnwrapErr;

/// Enough for a steady figure; together well under two seconds.
const TIMES: u32 = 2000;

/// The least of five rounds: whatever else this machine does can only add.
fn micros(mut act: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let mut least = f64::INFINITY;
    for _ in 0..5 {
        let started = Instant::now();
        for _ in 0..TIMES / 5 {
            act()?;
        }
        least = least.min(started.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES / 5));
    }
    Ok(least)
}

fn main() -> Result<(), Box<dyn Error>> {
    let rng = &mut UnwrapErr(getrandom::SysRng);
    let folder = tempfile::tempdir()?;
    let custody = SoftwareCustody::open_or_create(&folder.path().join("keys"), rng)?;
    let (locker, registration) = (LockerId::from_array([1; 16]), RegistrationId::from_array([2; 16]));
    let made = custody.generate(locker, registration, rng)?;
    let blinded = BlindedElement::from_bytes(made.public.as_bytes())?;
    let evaluate = micros(|| {
        custody.evaluate(locker, registration, &made.wrapped, &made.public, &blinded)?;
        Ok(())
    })?;

    let (signing, message) = (SigningKey::random(rng), [7; 400]);
    let (public, signature) = (signing.public_key(), signing.sign(&message));
    let verify = micros(|| if public.verifies(&message, &signature) { Ok(()) } else { Err("not verified".into()) })?;

    let reply = UnsealingKey::random(rng)?.sealing_key();
    let context = Context { kind: "release", locker, epoch: 0, purpose: vec![0; 100] };
    let seal = micros(|| {
        sealed::seal(&reply, &context, &[0; 1400], rng)?;
        Ok(())
    })?;

    let purpose = WrapPurpose { locker, registration, what: "sealed-seed" };
    let wrapped = custody.wrap(purpose, &[0; 1200], rng)?;
    let unwrap = micros(|| {
        custody.unwrap(WrapPurpose { locker, registration, what: "sealed-seed" }, &wrapped)?;
        Ok(())
    })?;

    println!("{:.1} {verify:.1}", 3.0 * verify + evaluate + seal + 2.0 * unwrap);
    Ok(())
}
