//! The zoo: real material of every sort that a wallet holds, made by the tools that people use, and the proof that it still works.
//!
//! An [`Animal`] is one sort. Its file says how the real tool makes it, how the real tool uses it, and what `items` must say of it. The
//! table [`ZOO`] is in the order of the list that it covers, [`SORTS`].
//!
//! Lives here: calls of other people's programs and libraries. What is a library for Python has a script of the same name in the
//! folder `zoo` of this crate.
//!
//! May not live here: any comparison of bytes. An animal is well when its own tool can use it, and only then.

mod age;
mod animal;
mod anoncreds;
mod askar;
mod bitwarden;
mod cms;
mod cxf;
mod electrum;
mod ethereum;
mod gnupg;
mod hurt;
mod java;
mod jose;
mod kdbx;
mod mdoc;
mod migration;
mod minisign;
mod nss;
mod openssh;
mod openssl;
mod otpauth;
mod pass;
mod pkcs12;
mod place;
mod sd_jwt;
mod sequoia;
mod signify;
mod softhsm;
mod table;
mod tool;
mod w3c;
mod wireguard;
mod words;
mod x509;

pub use animal::{Animal, Item, Spot, Tried, Vital};
pub use hurt::{Hurt, hurt};
pub use place::Place;
pub use table::{SORTS, ZOO};
pub use tool::{Tool, python};

/// The passphrase of everything in the zoo that takes one. It is not in the wallet: the owner knows it.
pub const PASSPHRASE: &str = "correct horse battery";

/// What is signed and encrypted.
pub const LETTER: &str = "I am still I.\n";
