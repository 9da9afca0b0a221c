//! The programs beside which ours is measured, as Debian has them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::meter::{Cost, bytes_in};
use super::world::World;

/// A repository or file of another program.
pub(super) struct Peer<'w> {
    world: &'w World,
    kind: Kind,
    at: PathBuf,
}

/// Which program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// restic, with its default settings: repository format 2, compression "auto".
    Restic,
    /// borg, with authenticated encryption and zstd of level 3, as ours has.
    Borg,
    /// `tar | zstd -3 | age`: no deduplication, no index, one stream.
    Age,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Restic => "restic",
            Self::Borg => "borg",
            Self::Age => "tar, zstd -3, age",
        }
    }
}

impl<'w> Peer<'w> {
    /// An empty repository.
    pub(super) fn new(world: &'w World, kind: Kind, name: &str) -> Result<Self, String> {
        let at = world.path(&format!("{name}-{kind:?}"));
        let peer = Self { world, kind, at };
        let init = match kind {
            Kind::Restic => vec!["init", "--quiet"],
            Kind::Borg => vec!["init", "--encryption=repokey-blake2"],
            Kind::Age => {
                peer.make_identity()?;
                return Ok(peer);
            }
        };
        peer.run(&init)?;
        Ok(peer)
    }

    fn make_identity(&self) -> Result<(), String> {
        fs::create_dir_all(&self.at).map_err(|e| e.to_string())?;
        let mut command = Command::new("age-keygen");
        command.arg("-o").arg(self.at.join("key"));
        self.world.other(command).map(|_| ())
    }

    /// Backs a folder or file of the world up.
    pub(super) fn back_up(&self, what: &str) -> Result<Cost, String> {
        match self.kind {
            Kind::Restic => self.run(&["backup", "--quiet", what]),
            Kind::Borg => {
                let archive = format!("{}::{{now:%s%f}}", self.at.display());
                self.run(&["create", "--compression", "zstd,3", &archive, what])
            }
            Kind::Age => {
                let at = self.at.display();
                self.shell(&format!(
                    "tar -cf - '{what}' | zstd -3 -q | age -r \"$(age-keygen -y '{at}/key')\" > '{at}/backup' && sync '{at}/backup'"
                ))
            }
        }
    }

    /// Restores the newest backup into a new folder of the world.
    pub(super) fn restore(&self, to: &str) -> Result<Cost, String> {
        fs::create_dir_all(self.world.path(to)).map_err(|e| e.to_string())?;
        match self.kind {
            Kind::Restic => self.run(&["restore", "--quiet", "latest", "--target", to]),
            Kind::Borg => {
                let at = self.at.display();
                self.shell(&format!("cd '{to}' && borg extract \"{at}::$(borg list --last 1 --short '{at}')\""))
            }
            Kind::Age => {
                let at = self.at.display();
                self.shell(&format!("age -d -i '{at}/key' '{at}/backup' | zstd -d -q | tar -xf - -C '{to}'"))
            }
        }
    }

    /// Bytes that it keeps.
    pub(super) fn stored(&self) -> u64 {
        bytes_in(&self.at)
    }

    fn run(&self, args: &[&str]) -> Result<Cost, String> {
        let mut command = Command::new(if self.kind == Kind::Restic { "restic" } else { "borg" });
        command.args(args);
        self.world.other(self.at_home(command))
    }

    fn shell(&self, line: &str) -> Result<Cost, String> {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        self.world.other(self.at_home(command))
    }

    /// With a password, and caches in the world's folder.
    fn at_home(&self, mut command: Command) -> Command {
        let home = self.world.path("peers");
        command.env("RESTIC_REPOSITORY", &self.at).env("BORG_REPO", &self.at).env("HOME", &home);
        command.env("XDG_CACHE_HOME", home.join("cache")).env("BORG_BASE_DIR", &home);
        command.env("RESTIC_PASSWORD", "bench").env("BORG_PASSPHRASE", "bench");
        command
    }
}
