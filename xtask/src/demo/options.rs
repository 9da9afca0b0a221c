//! What a person may say to the demo.

use std::path::PathBuf;

/// The command line of the demo.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Options {
    /// The wallet to use; without one the demo makes one.
    pub(crate) wallet: Option<PathBuf>,
    /// Leave the bank running at the end.
    pub(crate) keep: bool,
}

impl Options {
    /// Reads `[WALLET_FOLDER] [--keep]`.
    ///
    /// # Errors
    /// In words, on anything else.
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        for word in words {
            match *word {
                "--keep" => options.keep = true,
                flag if flag.starts_with('-') => return Err(format!("the demo knows --keep, not {flag}")),
                folder if options.wallet.is_none() => options.wallet = Some(PathBuf::from(folder)),
                more => return Err(format!("the demo takes one wallet folder; {more} is a second one")),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_keep_come_in_any_order_and_nothing_else_does() {
        let both = Options { wallet: Some("w".into()), keep: true };
        assert_eq!(Options::parse(&["w", "--keep"]), Ok(both.clone()));
        assert_eq!(Options::parse(&["--keep", "w"]), Ok(both));
        assert_eq!(Options::parse(&[]), Ok(Options::default()));
        assert!(Options::parse(&["--kept"]).is_err());
        assert!(Options::parse(&["a", "b"]).is_err());
    }
}
