//! TLS by the program itself. The certificate in `tests/tls/` is for localhost, by nobody, and worth nothing elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use dlocker_protocol::TrusteeId;
use dlocker_protocol::bank::BankView;
use dlockerd::config::BankConfig;
use dlockerd::server::{Bank, BankSetup, StartError};

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls")
}

fn setup(folder: &Path, listen: &str, certificate: &str, key: &str) -> BankSetup {
    let config = format!("[tls]\ncertificate = \"{certificate}\"\nkey = \"{key}\"");
    BankSetup {
        data: folder.join("bank"),
        keys: folder.join("keys"),
        listen: listen.parse().unwrap(),
        config: BankConfig::parse(&config, &fixtures()).unwrap(),
        clock: dlockerd::clock::system(),
    }
}

fn client() -> reqwest::Client {
    let certificate = std::fs::read(fixtures().join("certificate.pem")).unwrap();
    let certificate = reqwest::Certificate::from_pem(&certificate).unwrap();
    reqwest::Client::builder().tls_certs_only([certificate]).build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_with_a_certificate_answers_by_https_on_any_address_and_not_by_http() {
    let folder = tempfile::tempdir().unwrap();
    let bank = Bank::start(setup(folder.path(), "0.0.0.0:0", "certificate.pem", "key.pem")).await.unwrap();
    assert!(bank.url().starts_with("https://"));
    let port = bank.address().port();
    let answer = client().get(format!("https://localhost:{port}/v1/bank")).send().await.unwrap();
    let view: BankView = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(TrusteeId::of(&view.log_key), view.id);
    assert!(client().get(format!("http://127.0.0.1:{port}/v1/bank")).send().await.is_err());
    bank.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_or_key_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (certificate, key, named) in [
        ("nowhere.pem", "key.pem", "nowhere.pem"),
        ("certificate.pem", "nowhere.pem", "nowhere.pem"),
        ("key.pem", "key.pem", "there is no certificate in it"),
        ("certificate.pem", "certificate.pem", "the TLS key"),
    ] {
        match Bank::start(setup(folder.path(), "127.0.0.1:0", certificate, key)).await {
            Err(StartError::Misuse(words)) => assert!(words.contains(named), "{words}"),
            _ => panic!("{certificate} and {key} are not usable"),
        }
    }
    assert!(!folder.path().join("bank").exists(), "nothing was made");
}
