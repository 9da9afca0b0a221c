//! Asking the provider: little, not for long, and never somewhere else.

use std::time::Duration;

use dlocker_protocol::problem::Problem;
use reqwest::{RequestBuilder, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{refused, unusable};
use crate::server::StartError;

const PATIENCE: Duration = Duration::from_secs(10);
/// Metadata, keys and tokens are a few KiB.
const LARGEST: usize = 256 << 10;

/// Asks.
pub(super) struct Fetcher(reqwest::Client);

/// What the token endpoint is asked with.
pub(super) struct Exchange<'a> {
    pub(super) at: &'a Url,
    pub(super) client: &'a str,
    pub(super) secret: Option<&'a str>,
    pub(super) console: &'a str,
    pub(super) code: &'a str,
    pub(super) verifier: String,
}

/// What it answers. No Debug.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct Tokens {
    pub(super) id_token: String,
    pub(super) access_token: Option<String>,
}

impl Fetcher {
    pub(super) fn new() -> Result<Self, StartError> {
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build();
        let failed =
            |e| StartError::Machine(format!("no connection to the identity provider can be made from here: {e}"));
        client.map(Self).map_err(failed)
    }

    /// Reads a JSON document.
    pub(super) async fn get<T: DeserializeOwned>(&self, address: &Url) -> Result<T, Problem> {
        let (ok, body) = ask(self.0.get(address.clone())).await?;
        let parsed = serde_json::from_slice(&body);
        let path = address.path();
        match parsed {
            Ok(value) if ok => Ok(value),
            _ => Err(unusable(&format!("what it answers at {path} is not what OpenID Connect says"))),
        }
    }

    /// Turns a code into tokens. A provider that refuses a code has its reasons: used, lapsed, of somebody else.
    pub(super) async fn exchange(&self, asked: &Exchange<'_>) -> Result<Tokens, Problem> {
        let (ok, body) = ask(self.request(asked)).await?;
        if ok {
            return serde_json::from_slice(&body).map_err(|_| unusable("it gave no ID token for a code"));
        }
        #[derive(Deserialize)]
        struct Refusal {
            error: String,
        }
        match serde_json::from_slice::<Refusal>(&body) {
            Ok(Refusal { error }) if error == "invalid_grant" => {
                Err(refused("the code that came back was used before, lapsed, or is of another sign-in"))
            }
            Ok(Refusal { error }) => {
                Err(unusable(&format!("it refuses this bank with {:?}", error.chars().take(64).collect::<String>())))
            }
            Err(_) => Err(unusable("its token endpoint does not speak OAuth")),
        }
    }

    fn request(&self, asked: &Exchange<'_>) -> RequestBuilder {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", asked.code),
            ("redirect_uri", asked.console),
            ("code_verifier", &asked.verifier),
        ];
        let request = self.0.post(asked.at.clone()).header("content-type", "application/x-www-form-urlencoded");
        match asked.secret {
            Some(secret) => request.basic_auth(escaped(asked.client), Some(escaped(secret))).body(encoded(&form)),
            None => {
                form.push(("client_id", asked.client));
                request.body(encoded(&form))
            }
        }
    }
}

async fn ask(request: RequestBuilder) -> Result<(bool, Zeroizing<Vec<u8>>), Problem> {
    let broke = |_: reqwest::Error| unusable("it does not answer");
    let mut answer = request.header("accept", "application/json").send().await.map_err(broke)?;
    let mut body = Zeroizing::new(Vec::new());
    while let Some(part) = answer.chunk().await.map_err(broke)? {
        if body.len() + part.len() > LARGEST {
            return Err(unusable("it answers with more than 256 KiB"));
        }
        body.extend_from_slice(&part);
    }
    Ok((answer.status().is_success(), body))
}

/// `application/x-www-form-urlencoded`.
fn encoded(form: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

/// One name or value of it; RFC 6749 wants id and secret so in `Authorization`.
fn escaped(text: &str) -> String {
    let one = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        b'-' | b'.' | b'_' | b'*' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_written_as_browsers_do() {
        assert_eq!(escaped("a b+c&d=ü"), "a+b%2Bc%26d%3D%C3%BC");
        assert_eq!(encoded(&[("a", "1"), ("b", "x y")]), "a=1&b=x+y");
    }
}
