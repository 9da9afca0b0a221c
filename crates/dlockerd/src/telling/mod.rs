//! Telling: takes what waits in the outbox and sends it, by mail and to the bank's own webhook.
//!
//! Each lane has a sender of its own, so that a mail server that is down holds no webhook up. What is sent was marked before; what a sender that dies
//! had marked is sent once more, two minutes later, under the same name.

mod mail;
mod sender;
mod webhook;

pub(crate) use mail::Mailer;
pub use sender::Senders;
pub(crate) use sender::open;
pub(crate) use webhook::Webhook;

/// How long one attempt may take: well below the time for which a sender has a message to itself.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// An error with what lies behind it, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words = format!("{words}: {cause}");
        source = cause.source();
    }
    words
}
