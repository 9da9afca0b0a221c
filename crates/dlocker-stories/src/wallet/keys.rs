//! Real keys made by OpenSSH and OpenSSL, and the test that they still sign.

use std::fs;
use std::path::Path;

use super::tool;

/// A folder of keys.
pub struct KeyRing;

impl KeyRing {
    /// Makes `id_ed25519` (with a comment), `id_ecdsa` (under a passphrase), `rsa.pem`, `ec.pem` and a certificate `ec.crt` in `folder`.
    pub fn make(folder: &Path) {
        fs::create_dir_all(folder).expect("the folder can be made");
        tool(folder, "ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "owner@laptop", "-f", "id_ed25519"]);
        tool(folder, "ssh-keygen", &["-q", "-t", "ecdsa", "-N", "correct horse", "-C", "locked", "-f", "id_ecdsa"]);
        tool(folder, "openssl", &["genrsa", "-out", "rsa.pem", "2048"]);
        tool(folder, "openssl", &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ec.pem"]);
        let subject = "/CN=The owner";
        tool(
            folder,
            "openssl",
            &["req", "-x509", "-key", "ec.pem", "-subj", subject, "-days", "365", "-out", "ec.crt"],
        );
    }
}

/// Signs with each key of a [`KeyRing`] in `restored` and checks the signatures against the public keys in `original`.
pub fn still_signs(original: &Path, restored: &Path) {
    let bench = tempfile::tempdir().expect("a temporary folder");
    let folder = bench.path();
    fs::write(folder.join("letter"), "I am still I").expect("the file can be written");
    let [original, restored] = [original, restored].map(|p| fs::canonicalize(p).expect("the folder is there"));
    ssh_signs(folder, &original, &restored);
    for key in ["rsa.pem", "ec.pem"] {
        openssl_signs(folder, &original.join(key), &restored.join(key));
    }
}

fn ssh_signs(folder: &Path, original: &Path, restored: &Path) {
    let public = fs::read_to_string(original.join("id_ed25519.pub")).expect("the public key is there");
    fs::write(folder.join("allowed"), format!("owner {public}")).expect("the file can be written");
    let key = restored.join("id_ed25519");
    tool(folder, "ssh-keygen", &["-q", "-Y", "sign", "-f", &key.to_string_lossy(), "-n", "letter", "letter"]);
    let check = "ssh-keygen -Y verify -f allowed -I owner -n letter -s letter.sig < letter";
    tool(folder, "sh", &["-c", check]);
    let locked = restored.join("id_ecdsa");
    tool(folder, "ssh-keygen", &["-y", "-P", "correct horse", "-f", &locked.to_string_lossy()]);
}

fn openssl_signs(folder: &Path, original: &Path, restored: &Path) {
    let [original, restored] = [original, restored].map(|p| p.to_string_lossy().into_owned());
    tool(folder, "openssl", &["pkey", "-in", &original, "-pubout", "-out", "public.pem"]);
    tool(folder, "openssl", &["dgst", "-sha256", "-sign", &restored, "-out", "signature", "letter"]);
    tool(folder, "openssl", &["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "letter"]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_not_the_original_does_not_pass() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        KeyRing::make(&a);
        KeyRing::make(&b);
        still_signs(&a, &a);
        assert!(std::panic::catch_unwind(|| still_signs(&a, &b)).is_err());
    }
}
