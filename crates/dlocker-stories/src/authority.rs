//! A certificate authority of a bank's own, by `openssl`.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Scene;

/// An authority that no machine knows.
pub struct Authority {
    /// Its certificate, PEM.
    pub certificate: PathBuf,
    key: PathBuf,
}

impl Authority {
    /// A new one.
    #[must_use]
    pub fn new(scene: &Scene, name: &str) -> Self {
        let (certificate, key) = (scene.path(format!("{name}.pem")), scene.path(format!("{name}-key.pem")));
        make(&certificate, &key, &["-subj", &format!("/CN={name}"), "-addext", "keyUsage=critical,keyCertSign"]);
        Self { certificate, key }
    }

    /// Certificate and key of a server on this machine.
    #[must_use]
    pub fn vouch(&self, scene: &Scene, name: &str) -> (PathBuf, PathBuf) {
        let (certificate, key) = (scene.path(format!("{name}.pem")), scene.path(format!("{name}-key.pem")));
        let (ca, ca_key) = (self.certificate.to_string_lossy(), self.key.to_string_lossy());
        let by = ["-CA", &ca, "-CAkey", &ca_key, "-subj", "/CN=localhost", "-addext"];
        let of = ["subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"];
        make(&certificate, &key, &[by.as_slice(), of.as_slice()].concat());
        (certificate, key)
    }
}

fn make(certificate: &PathBuf, key: &PathBuf, more: &[&str]) {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    let made = openssl.args(more).arg("-out").arg(certificate).arg("-keyout").arg(key).stderr(Stdio::null()).status();
    assert!(made.is_ok_and(|status| status.success()), "openssl makes a certificate");
}
