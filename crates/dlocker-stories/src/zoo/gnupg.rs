//! A home of GnuPG.

use super::{Animal, Item, PASSPHRASE, Place, Tool, Tried, Vital};

/// Whose key it is.
pub(super) const WHO: &str = "Ottilie Owner <owner@example.com>";

/// A home of GnuPG.
pub(super) const GNUPG: [Animal; 1] = [Animal {
    name: "gnupg",
    sort: "GnuPG home",
    proof: "`gpg` decrypts a letter from before the loss and signs one; another `gpg` verifies",
    make,
    works,
    items: &[
        Item::new("home/pubring.kbx", "gnupg-keybox").label(WHO).expires("2036-01-01"),
        Item::new("home/private-keys-v1.d/*.key", "gnupg-private-key").locked(),
        Item::new("home/trustdb.gpg", "gnupg-trustdb"),
        Item::new("home/openpgp-revocs.d/*.rev", "pgp-revocation"),
        Item::new("secret.asc", "pgp-secret-key").label(WHO).expires("2036-01-01").locked(),
        Item::new("letter.gpg", "pgp-message"),
    ],
    vital: &[Vital::new("home/private-keys-v1.d"), Vital::new("home/pubring.kbx"), Vital::new("letter.gpg")],
}];

fn make(place: &Place) -> Tried {
    let home = Home::fresh(place, "home")?;
    let key = home.key(place)?;
    place.tell("key", &key)?;
    let world = Home::of_the_world(place)?;
    home.gpg(place, "--armor --export").arg(&key).text().and_then(|public| place.tell("public.asc", public))?;
    home.gpg(place, "--armor --output secret.asc --export-secret-keys").arg(&key).done()?;
    world.gpg(place, "--import @public.asc").done()?;
    world
        .gpg(place, "--trust-model always --encrypt --output letter.gpg -r")
        .arg(&key)
        .arg(place.world("letter"))
        .done()
}

fn works(place: &Place) -> Tried {
    let home = Home::new(place.wallet("home"));
    home.gpg(place, "--decrypt letter.gpg").gives_the_letter()?;
    let key = place.known("key")?;
    home.gpg(place, "--yes --detach-sign --output @letter.sig -u").arg(&key).arg(place.world("letter")).done()?;
    Home::new(place.world("gnupg")).gpg(place, "--verify @letter.sig @letter").done()
}

/// A home of GnuPG; its agent ends with it.
#[derive(Debug)]
pub(super) struct Home {
    folder: std::path::PathBuf,
}

impl Home {
    /// The home in this folder.
    pub(super) const fn new(folder: std::path::PathBuf) -> Self {
        Self { folder }
    }

    /// A new one in the owner's folder, whose passphrases cost little: the zoo has no time to lose.
    pub(super) fn fresh(place: &Place, name: &str) -> Result<Self, String> {
        place.run("mkdir", &format!("-m 700 {name}"))?;
        place.keep(&format!("{name}/gpg-agent.conf"), "s2k-count 65536\n")?;
        Ok(Self::new(place.wallet(name)))
    }

    fn of_the_world(place: &Place) -> Result<Self, String> {
        place.run("mkdir", "-m 700 @gnupg")?;
        Ok(Self::new(place.world("gnupg")))
    }

    /// Makes a key with a subkey for encryption, and gives its fingerprint.
    pub(super) fn key(&self, place: &Place) -> Result<String, String> {
        let make = self.gpg(place, "--quick-generate-key").arg(WHO);
        make.args(["future-default", "default", "20360101T000000"]).done()?;
        let listed = self.gpg(place, "--with-colons --list-secret-keys").text()?;
        let print = listed.lines().find_map(|line| line.strip_prefix("fpr:"));
        Ok(print.ok_or("gpg should list the key")?.trim_matches(':').to_owned())
    }

    /// `gpg` with this home and the passphrase.
    pub(super) fn gpg(&self, place: &Place, words: &str) -> Tool {
        let tool = place.tool("gpg", "--quiet --batch --pinentry-mode loopback --passphrase").arg(PASSPHRASE);
        let words = words.split_whitespace().map(|w| match w.strip_prefix('@') {
            Some(name) => place.world(name).into_os_string(),
            None => w.into(),
        });
        tool.args(words).env("GNUPGHOME", &self.folder)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let mut stop = std::process::Command::new("gpgconf");
        let _ = stop.arg("--homedir").arg(&self.folder).args(["--kill", "all"]).output();
    }
}
