//! Getting a Locker ID over OpenID4VCI 1.0, as any wallet does: a code becomes an access token that is bound to this device's key, and the token a Locker ID
//! for the same key. Each step may be repeated: the bank answers the same key again.

use bytes::Bytes;
use dlocker_identity::issuance::{
    AuthorizationServer, CONFIGURATION, CredentialIssuer, CredentialOffer, CredentialRequest, CredentialResponse,
    DpopRequest, NonceResponse, OauthCode, OauthError, OfferLink, PRE_AUTHORIZED_CODE, Proofs, TokenResponse,
    draft_dpop, draft_proof,
};
use dlocker_protocol::PublicKey;
use rand_core::Rng;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result, plain};
use crate::home::PinnedBank;
use crate::platform::{HttpRequest, HttpResponse, Platform};
use crate::session::ask;

/// How often one request is sent again when the connection breaks or the bank has too much to do.
const RESENDS: u32 = 4;

/// What a device brings to an issuer.
#[derive(Clone, Copy)]
pub(crate) struct Code<'a> {
    /// The pre-authorized code.
    pub(crate) code: &'a str,
    /// The transaction code, where the offer asks for one.
    pub(crate) tx_code: Option<&'a str>,
}

/// Takes a link apart, and follows it where it refers to its offer.
///
/// # Errors
/// [`Error::Misuse`] for anything but an offer of a Locker ID; [`Error::Unreachable`].
pub async fn read_offer<P: Platform>(platform: &P, link: &str) -> Result<CredentialOffer> {
    let bad = |e: dlocker_identity::issuance::BadOffer| Error::Misuse(format!("The offer cannot be used: {e}."));
    match OfferLink::parse(link).map_err(bad)? {
        OfferLink::Value(offer) => Ok(offer),
        OfferLink::Reference(url) => {
            let json: serde_json::Value = ask(platform, "GET", url, Vec::new()).await?;
            CredentialOffer::parse(json.to_string().as_bytes()).map_err(bad)
        }
    }
}

/// An issuer that this device talks to.
struct Issuer<'p, P> {
    platform: &'p P,
    bank: &'p PinnedBank,
    key: &'p PublicKey,
    metadata: CredentialIssuer,
}

/// The Locker ID for this device's key, as the bank issued it.
///
/// # Errors
/// [`Error::Refused`] with the code `invite` where the code cannot be used; those of a request.
pub(crate) async fn obtain<P: Platform>(
    platform: &P,
    bank: &PinnedBank,
    key: &PublicKey,
    code: Code<'_>,
) -> Result<String> {
    let url = format!("{}/.well-known/openid-credential-issuer", bank.url);
    let metadata: CredentialIssuer = ask(platform, "GET", url, Vec::new()).await?;
    let issuer = Issuer { platform, bank, key, metadata };
    let token = issuer.token(code).await?;
    issuer.credential(&token).await
}

impl<P: Platform> Issuer<'_, P> {
    async fn token(&self, Code { code, tx_code }: Code<'_>) -> Result<String> {
        let url = format!("{}/.well-known/oauth-authorization-server", self.bank.url);
        let server: AuthorizationServer = ask(self.platform, "GET", url, Vec::new()).await?;
        let mut form = format!("grant_type={}&pre-authorized_code={}", encoded(PRE_AUTHORIZED_CODE), encoded(code));
        if let Some(digits) = tx_code {
            form.push_str(&format!("&tx_code={}", encoded(digits)));
        }
        let body = Bytes::from(form.into_bytes());
        let answer: TokenResponse =
            self.post(&server.token_endpoint, "application/x-www-form-urlencoded", &body, None).await?;
        if !answer.token_type.eq_ignore_ascii_case("DPoP") {
            return Err(Error::damaged("the bank's access token is not bound to this device's key"));
        }
        if is_token(&answer.access_token) {
            Ok(answer.access_token)
        } else {
            Err(Error::damaged("the bank's access token is not one that a header can carry"))
        }
    }

    async fn credential(&self, token: &str) -> Result<String> {
        let url = self.reached(&self.metadata.nonce_endpoint)?;
        let nonce: NonceResponse = ask(self.platform, "POST", url, Vec::new()).await?;
        let now = self.platform.now();
        let draft = draft_proof(self.key, &self.metadata.credential_issuer, &nonce.c_nonce, now);
        let signature = self.platform.sign(draft.message()).await?;
        let request = CredentialRequest {
            credential_configuration_id: Some(CONFIGURATION.to_owned()),
            credential_identifier: None,
            proofs: Some(Proofs { jwt: vec![draft.finish(signature)] }),
            credential_response_encryption: None,
        };
        let body = Bytes::from(serde_json::to_vec(&request).map_err(Error::unexpected)?);
        let endpoint = &self.metadata.credential_endpoint;
        let answer: CredentialResponse = self.post(endpoint, "application/json", &body, Some(token)).await?;
        match <[_; 1]>::try_from(answer.credentials) {
            Ok([one]) => Ok(one.credential),
            Err(_) => Err(Error::damaged("the bank did not issue exactly one Locker ID")),
        }
    }

    /// Where this device reaches an endpoint: at the address by which it knows the bank, which may be another than the issuer's own.
    fn reached(&self, endpoint: &str) -> Result<String> {
        let path = endpoint.strip_prefix(&self.metadata.credential_issuer).filter(|path| path.starts_with('/'));
        let path = path.ok_or_else(|| Error::damaged("the bank names an endpoint that is not its own"))?;
        Ok(format!("{}{path}", self.bank.url))
    }

    /// Each sending has a DPoP proof of its own.
    async fn post<T: DeserializeOwned>(
        &self,
        endpoint: &str,
        content: &str,
        body: &Bytes,
        token: Option<&str>,
    ) -> Result<T> {
        let url = self.reached(endpoint)?;
        for resent in 0..=RESENDS {
            let mut headers = vec![("dpop", self.dpop(endpoint, token).await?), ("content-type", content.to_owned())];
            headers.extend(token.map(|token| ("authorization", format!("DPoP {token}"))));
            let request = HttpRequest { method: "POST", url: url.clone(), headers, body: body.clone() };
            let again = match self.platform.send(request).await {
                Err(lost) => Error::from(lost),
                Ok(response) => match read(&response) {
                    Ok(answer) => return Ok(answer),
                    Err(Trouble::Busy(error)) => error,
                    Err(Trouble::Refused(error)) => return Err(error),
                },
            };
            if resent == RESENDS {
                return Err(again);
            }
            self.platform.sleep(200 << resent).await;
        }
        Err(Error::unexpected("no answer came"))
    }

    async fn dpop(&self, url: &str, access_token: Option<&str>) -> Result<String> {
        let mut random = [0; 16];
        self.platform.rng().fill_bytes(&mut random);
        let request = DpopRequest { method: "POST", url, access_token };
        let draft = draft_dpop(self.key, request, random, self.platform.now());
        let signature = self.platform.sign(draft.message()).await?;
        Ok(draft.finish(signature))
    }
}

/// Whether it can stand in a header as it is (`token68`, RFC 9110, section 11.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte))
}

/// Why an answer is none.
enum Trouble {
    /// Later it may be.
    Busy(Error),
    Refused(Error),
}

fn read<T: DeserializeOwned>(response: &HttpResponse) -> core::result::Result<T, Trouble> {
    if (200..300).contains(&response.status) {
        let damaged = |e| Trouble::Refused(Error::damaged(format!("the bank's answer cannot be read ({e})")));
        return serde_json::from_slice(&response.body).map_err(damaged);
    }
    let Ok(OauthError { error, error_description }) = serde_json::from_slice(&response.body) else {
        return Err(Trouble::Refused(Error::Unexpected(format!(
            "The address answered with status {} and not as an issuer does. Is the bank's address right?",
            response.status
        ))));
    };
    let detail = plain(&error_description);
    Err(match error {
        OauthCode::TemporarilyUnavailable => Trouble::Busy(Error::Waiting { detail, retry_after: Some(60) }),
        OauthCode::InvalidGrant | OauthCode::InvalidProof => {
            Trouble::Refused(Error::Refused { code: "invite", detail })
        }
        OauthCode::CredentialRequestDenied => Trouble::Refused(Error::Refused { code: "forbidden", detail }),
        _ => Trouble::Refused(Error::Unexpected(format!("The bank answered: {detail}"))),
    })
}

/// For a form: everything but letters, digits and what needs no escape anywhere.
fn encoded(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_header_or_not_fit_into_one_is_no_token() {
        assert!(is_token("abc-._~+/09=="));
        for text in ["", "a b", "a\u{7f}", "a\r\nx: y", "ä", "a\"", "a,b"] {
            assert!(!is_token(text), "{text:?}");
        }
    }
}
