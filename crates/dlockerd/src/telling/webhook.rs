//! The bank's own webhook: one signed request for each message.

use dlocker_bank::telling::Letter;
use dlocker_protocol::log::{Actor, Event};
use dlocker_protocol::signature::http::{AUDIENCE, Params, Request, content_digest, signature_header};
use dlocker_protocol::{Digest, Handle, LockerId, Timestamp, TrusteeId};
use dlocker_store::vault::Outgoing;
use reqwest::Url;
use serde::Serialize;

use super::{PATIENCE, chain};
use crate::server::{App, StartError};

/// Sends to the webhook.
pub(crate) struct Webhook {
    http: reqwest::Client,
    url: Url,
}

/// The body.
#[derive(Serialize)]
struct Notice<'n> {
    id: String,
    bank: TrusteeId,
    locker: LockerId,
    handle: &'n Handle,
    at: Timestamp,
    subject: &'n str,
    text: &'n str,
    entries: Vec<Entry<'n>>,
    more: u64,
}

/// One entry of the visit log.
#[derive(Serialize)]
struct Entry<'n> {
    number: u64,
    at: Timestamp,
    actor: &'n Actor,
    #[serde(flatten)]
    event: &'n Event,
}

impl Webhook {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// [`StartError`] if this machine cannot make connections.
    pub(crate) fn open(url: &Url) -> Result<Self, StartError> {
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build();
        let failed =
            |e: reqwest::Error| StartError::Machine(format!("no connection can be made from here: {}", chain(&e)));
        Ok(Self { http: client.map_err(failed)?, url: url.clone() })
    }

    /// Hands one over: any answer of 200 to 299 says that it was taken.
    pub(super) async fn send(&self, app: &App, outgoing: &Outgoing, letter: &Letter) -> Result<(), String> {
        let body = serde_json::to_vec(&notice(app.trustee, outgoing, letter)).map_err(|e| e.to_string())?;
        let digest = Digest::plain(&body);
        let (created, keyid) = (app.now().seconds(), app.trustee.to_string());
        let params = Params { created, keyid, nonce: Some(outgoing.id()) };
        let request = Request {
            method: "POST",
            path: self.url.path(),
            query: self.url.query().unwrap_or_default(),
            body: &digest,
            audience: app.trustee,
        };
        let signature = app.custody.sign_notice(&request, &params).map_err(|e| e.to_string())?;
        let request = self.http.post(self.url.clone()).header("content-type", "application/json");
        let request =
            request.header("content-digest", content_digest(&digest)).header(AUDIENCE, app.trustee.to_string());
        let request = request.header("signature-input", params.signature_input());
        let request = request.header("signature", signature_header(&signature)).body(body);
        // An address may hold what only the bank should know: it stays out of what is traced and kept.
        let answer = request.send().await.map_err(|e| chain(&e.without_url()))?;
        let status = answer.status();
        if status.is_success() { Ok(()) } else { Err(format!("the webhook answered {status}")) }
    }
}

fn notice<'n>(bank: TrusteeId, outgoing: &'n Outgoing, letter: &'n Letter) -> Notice<'n> {
    let entries = outgoing.entries.iter();
    let entry = |entry: &'n dlocker_protocol::log::LogEntry| Entry {
        number: entry.number,
        at: entry.at,
        actor: &entry.actor,
        event: &entry.event,
    };
    Notice {
        id: outgoing.id(),
        bank,
        locker: outgoing.locker,
        handle: &outgoing.handle,
        at: outgoing.message.made,
        subject: &letter.subject,
        text: &letter.text,
        entries: entries.map(entry).collect(),
        more: outgoing.message.more,
    }
}
