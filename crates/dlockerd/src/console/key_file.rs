//! A staff member's key file: a private JWK (RFC 7517) readable by its owner alone.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use dlocker_protocol::encoded::{from_base64url, to_base64url};
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::staff::{StaffKeyFile, StaffName};
use zeroize::Zeroizing;

use super::ConsoleError;

/// A member of staff with their key. No Debug: the key is in it.
pub struct StaffKey {
    /// Name.
    pub name: StaffName,
    /// Signs requests and approvals.
    pub key: SigningKey,
}

impl StaffKey {
    /// Reads a key file.
    ///
    /// # Errors
    /// [`ConsoleError::Misuse`] if it cannot be read, or is not a key file whose parts belong together.
    pub fn read(path: &Path) -> Result<Self, ConsoleError> {
        let shown = path.display();
        let text = std::fs::read(path)
            .map(Zeroizing::new)
            .map_err(|e| ConsoleError::Misuse(format!("the staff key {shown} cannot be read: {e}")))?;
        Self::parse(&text).ok_or_else(|| {
            ConsoleError::Misuse(format!(
                "{shown} is not a staff key as `dlockerd staff add` writes it, or was altered"
            ))
        })
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let file: StaffKeyFile = serde_json::from_slice(text).ok()?;
        if file.kty != "EC" || file.crv != "P-256" {
            return None;
        }
        let d = Zeroizing::new(from_base64url(&file.d)?);
        let key = SigningKey::from_bytes(d.as_slice().try_into().ok()?).ok()?;
        let (x, y) = key.public_key().coordinates();
        let fits = file.x == to_base64url(&x) && file.y == to_base64url(&y);
        fits.then_some(Self { name: file.kid, key })
    }

    /// Writes the key into a file that does not exist yet, readable by its owner alone (mode 0600), and durable before it counts.
    ///
    /// # Errors
    /// [`ConsoleError::Misuse`] if the file exists or cannot be written.
    pub fn write_new(&self, path: &Path) -> Result<(), ConsoleError> {
        let text = self.to_json().map_err(|e| ConsoleError::Misuse(e.to_string()))?;
        let written =
            std::fs::File::options().write(true).create_new(true).mode(0o600).open(path).and_then(|mut file| {
                file.write_all(&text)?;
                file.sync_all()
            });
        written.map_err(|e| {
            ConsoleError::Misuse(format!("the key cannot be written to {}: {e}. Nobody was added.", path.display()))
        })
    }

    fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
        let (x, y) = self.key.public_key().coordinates();
        let file = StaffKeyFile {
            kty: "EC".into(),
            crv: "P-256".into(),
            kid: self.name.clone(),
            x: to_base64url(&x),
            y: to_base64url(&y),
            d: to_base64url(&*self.key.to_bytes()),
        };
        let mut text = serde_json::to_vec_pretty(&file)?;
        text.push(b'\n');
        Ok(Zeroizing::new(text))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::entropy;
    use std::os::unix::fs::PermissionsExt;

    fn fresh() -> StaffKey {
        StaffKey { name: StaffName::parse("officer1").unwrap(), key: SigningKey::random(&mut entropy::rng()) }
    }

    #[test]
    fn a_key_file_is_read_back_and_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("officer.key");
        let key = fresh();
        key.write_new(&path).unwrap();
        assert_eq!(StaffKey::read(&path).unwrap().key.public_key(), key.key.public_key());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn an_existing_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("officer.key");
        std::fs::write(&path, "precious").unwrap();
        assert!(fresh().write_new(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn cut_altered_and_foreign_key_files_are_refused() {
        let text = fresh().to_json().unwrap();
        let whole = text.len() - 1;
        for cut in 0..whole {
            assert!(StaffKey::parse(&text[..cut]).is_none(), "cut at {cut}");
        }
        let text = String::from_utf8(text.to_vec()).unwrap();
        let other = String::from_utf8(fresh().to_json().unwrap().to_vec()).unwrap();
        let d = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["d"].as_str().unwrap().to_owned();
        for altered in [
            text.replace("P-256", "P-384"),
            text.replace("\"EC\"", "\"OKP\""),
            text.replace("officer1", "officer 1"),
            text.replace(&d(&text), &d(&other)),
            text.replace("\"kty\"", "\"use\": \"sig\", \"kty\""),
            format!("{text}x"),
        ] {
            assert!(StaffKey::parse(altered.as_bytes()).is_none(), "{altered}");
        }
    }
}
