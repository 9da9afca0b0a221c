//! Where an animal lives.

use std::fs;
use std::path::{Path, PathBuf};

use super::{LETTER, Tool, Tried};

/// The two folders of an animal: the owner's, which is backed up, and the world's, which nobody loses.
#[derive(Clone, Debug)]
pub struct Place {
    wallet: PathBuf,
    world: PathBuf,
}

impl Place {
    /// A place with these two folders, which are made if they are not there.
    ///
    /// # Errors
    /// If they cannot be made.
    pub fn new(wallet: &Path, world: &Path) -> Result<Self, String> {
        for folder in [wallet, world] {
            fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        let place = Self { wallet: wallet.to_owned(), world: world.to_owned() };
        fs::write(place.world("letter"), LETTER).map_err(|e| e.to_string())?;
        Ok(place)
    }

    /// A path in the owner's folder: what is backed up.
    #[must_use]
    pub fn wallet(&self, name: &str) -> PathBuf {
        self.wallet.join(name)
    }

    /// A path in the world's folder: public keys, letters, what is known outside. There is a file `letter`.
    #[must_use]
    pub fn world(&self, name: &str) -> PathBuf {
        self.world.join(name)
    }

    /// A program that runs in the owner's folder. In its arguments `@name` stands for the path of a file of the world.
    #[must_use]
    pub fn tool(&self, program: &str, words: &str) -> Tool {
        let args = words.split_whitespace().map(|word| self.named(word));
        Tool::new(program, &self.wallet, &self.world).args(args)
    }

    /// Runs a program in the owner's folder; see [`Place::tool`].
    ///
    /// # Errors
    /// In words, what it said.
    pub fn run(&self, program: &str, words: &str) -> Tried {
        self.tool(program, words).done()
    }

    /// What a file of the world says.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn known(&self, name: &str) -> Result<String, String> {
        fs::read_to_string(self.world(name)).map_err(|e| format!("{name}: {e}"))
    }

    /// Writes a file of the world.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn tell(&self, name: &str, content: impl AsRef<[u8]>) -> Tried {
        fs::write(self.world(name), content).map_err(|e| format!("{name}: {e}"))
    }

    /// Writes a file of the owner's.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&self, name: &str, content: impl AsRef<[u8]>) -> Tried {
        fs::write(self.wallet(name), content).map_err(|e| format!("{name}: {e}"))
    }

    fn named(&self, word: &str) -> String {
        word.strip_prefix('@').map_or_else(|| word.to_owned(), |name| self.world(name).to_string_lossy().into_owned())
    }
}
