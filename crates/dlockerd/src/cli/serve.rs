//! `dlockerd serve`: run the bank.

use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::args::ServeArgs;
use super::print::{Done, aside, say};
use super::{Exit, Failure};
use crate::clock;
use crate::config::BankConfig;
use crate::server::{Bank, BankSetup, keys_dir};

/// Serves until SIGTERM or SIGINT.
pub(super) fn run(args: ServeArgs, json: bool) -> Result<Done, Failure> {
    let config = match &args.config {
        Some(path) => BankConfig::read(path).map_err(|e| Failure::new(Exit::Misuse, "config", e.to_string()))?,
        None => BankConfig::default(),
    };
    let keys = keys_dir(&args.data, args.keys.as_deref())?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| {
        Failure::new(Exit::Unexpected, "runtime", format!("this machine gives no room to work in: {e}"))
    })?;
    let setup = BankSetup { data: args.data, keys, listen: args.listen, config, clock: clock::system() };
    runtime.block_on(serve(setup, json))
}

async fn serve(setup: BankSetup, json: bool) -> Result<Done, Failure> {
    // Asked for before anything is said, so that whoever reads "listening" can stop it at once.
    let stop = told_to_stop()?;
    let bank = Bank::start(setup).await?;
    let url = bank.url();
    aside(&format!("listening on {url}"));
    if json {
        // The one value of this command: what a script waits for.
        let _ = say(&json!({ "listening": url }).to_string());
    }
    // What goes wrong from here on is for people: the one JSON value was said.
    let exit = match bank.serve_until(stop).await {
        Ok(()) => None,
        Err(error) => {
            aside(&format!("dlockerd: {error}"));
            Some(Exit::Unexpected)
        }
    };
    aside("stopped");
    Ok(Done::silent(exit))
}

fn told_to_stop() -> Result<impl Future<Output = ()>, Failure> {
    let failed = |e| Failure::new(Exit::Unexpected, "machine", format!("signals cannot be heard: {e}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
    })
}
