//! Where the page of a data folder was last served: `staff passkey` makes its link with it.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use dlocker_protocol::passkey::RelyingParty;

use super::StartError;

/// File in the data folder.
const NAME: &str = "page-origin";

/// Remembers where passkeys count from now on, or that they count nowhere.
pub(super) fn remember(data: &Path, party: Option<&RelyingParty>) -> Result<(), StartError> {
    let origin = party.map(RelyingParty::origin).unwrap_or_default();
    let path = data.join(NAME);
    if std::fs::read_to_string(&path).is_ok_and(|known| known.trim_end() == origin) {
        return Ok(());
    }
    let write = || {
        let fresh = data.join("page-origin.new");
        let mut file = File::create(&fresh)?;
        writeln!(file, "{origin}")?;
        file.sync_all()?;
        std::fs::rename(&fresh, &path)
    };
    write().map_err(|e| StartError::Machine(format!("the data folder {} cannot be written: {e}", data.display())))
}

/// Where the page of this data folder was last served.
///
/// # Errors
/// Words that say what to do, where it was not, or where no passkey can count.
pub fn read(data: &Path) -> Result<String, String> {
    match std::fs::read_to_string(data.join(NAME)) {
        Ok(text) => RelyingParty::of_origin(text.trim_end()).map(|party| party.origin().to_owned()).map_err(|_| {
            "this bank has no page at which passkeys count. Set [page] origin in bank.toml to the https:// address by which staff reach it, and \
             start it again"
                .to_owned()
        }),
        Err(_) => Err(format!(
            "the bank of {} was never served, so nobody knows yet where its page is. Start it once with `dlockerd serve`, then make the link",
            data.display()
        )),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_data_folder_remembers_where_its_page_was_last_served() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path()).unwrap_err().contains("never served"));
        for origin in ["http://localhost:8700", "https://bank.example", "https://bank.example"] {
            remember(folder.path(), Some(&RelyingParty::of_origin(origin).unwrap())).unwrap();
            assert_eq!(read(folder.path()).unwrap(), origin);
        }
        remember(folder.path(), None).unwrap();
        assert!(read(folder.path()).unwrap_err().contains("[page] origin"));
    }
}
