//! The senders of a bank that serves.

use std::time::Duration;

use dlocker_bank::telling::{Failure, Lane, Letter, Place, letter};
use dlocker_store::vault::Outgoing;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Mailer, PATIENCE, Webhook};
use crate::config::TellingConfig;
use crate::server::{App, StartError};

/// How often the outbox is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// How many are taken at a look.
const AT_ONCE: u64 = 16;

/// By which way a sender sends.
pub(crate) enum Way {
    Mail(Mailer),
    Webhook(Webhook),
}

/// The senders at work.
pub struct Senders {
    stop: watch::Sender<bool>,
    working: Vec<JoinHandle<()>>,
}

/// The ways that the settings name.
///
/// # Errors
/// [`StartError`] if the password cannot be read, or this machine cannot make connections.
pub(crate) fn open(config: &TellingConfig) -> Result<Vec<Way>, StartError> {
    let mail = config.mail.as_ref().map(Mailer::open).transpose()?.map(Way::Mail);
    let webhook = config.webhook.as_ref().map(Webhook::open).transpose()?.map(Way::Webhook);
    Ok(mail.into_iter().chain(webhook).collect())
}

impl Senders {
    /// Starts one for each way. `page` is the origin of the page that letters name.
    pub(crate) fn start(app: &App, ways: Vec<Way>, page: Option<&str>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let start = |way| tokio::spawn(work(app.clone(), way, page.map(str::to_owned), stopped.clone()));
        Self { stop, working: ways.into_iter().map(start).collect() }
    }

    /// Lets an attempt that is under way end, and starts no other.
    pub(crate) async fn stop(self) {
        // Nobody listens where there is no sender.
        let _ = self.stop.send(true);
        for worker in self.working {
            if tokio::time::timeout(PATIENCE, worker).await.is_err() {
                tracing::warn!("an attempt to send was cut off; the message is sent again after the next start");
            }
        }
    }
}

async fn work(app: App, way: Way, page: Option<String>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => (),
            _ = stopped.changed() => return,
        }
        for lane in Lane::ALL.into_iter().filter(|lane| lane.is_mail() == way.is_mail()) {
            // A fault was traced where it was seen; the next look tries again.
            let due = app.vault.due_messages(lane, AT_ONCE, app.now()).await.unwrap_or_default();
            for (locker, first) in due {
                if *stopped.borrow() {
                    return;
                }
                let taken = app.vault.take_message(locker, (lane, first), app.now()).await;
                if let Ok(Some(outgoing)) = taken {
                    attempt(&app, &way, page.as_deref(), outgoing).await;
                }
            }
        }
    }
}

/// One attempt, and how it went.
async fn attempt(app: &App, way: &Way, page: Option<&str>, outgoing: Outgoing) {
    let place = Place {
        trustee: app.trustee,
        handle: &outgoing.handle,
        page,
        reader: outgoing.message.reader.unwrap_or_default(),
    };
    let letter = letter(place, &outgoing.entries, outgoing.message.more);
    let went = way.send(app, &outgoing, &letter).await;
    if let Err(Failure { why, for_good }) = &went {
        let (message, attempt) = (outgoing.id(), outgoing.message.attempts);
        if *for_good {
            tracing::error!(
                message,
                attempt,
                why,
                "undeliverable; it is not tried again, and `dlockerd doctor` shows it"
            );
        } else {
            tracing::warn!(message, attempt, why, "not sent; it is tried again");
        }
    }
    // Where this is not kept, the message is sent again under the same name: better twice than never.
    let _ = app.vault.settle_message(outgoing, went, app.now()).await;
}

impl Way {
    const fn is_mail(&self) -> bool {
        matches!(self, Self::Mail(_))
    }

    async fn send(&self, app: &App, outgoing: &Outgoing, letter: &Letter) -> Result<(), Failure> {
        match self {
            Self::Mail(mailer) => mailer.send(outgoing, letter).await,
            Self::Webhook(webhook) => webhook.send(app, outgoing, letter).await.map_err(Failure::passing),
        }
    }
}
