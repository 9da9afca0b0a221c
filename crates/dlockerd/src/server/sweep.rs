//! The background: what time brings.

use std::time::Duration;

use super::App;

const EVERY: Duration = Duration::from_secs(60);

/// Sweeps once a minute, from the start on.
pub(super) async fn every_minute(app: App) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = app.now();
        app.vault.sweep(now).await;
        app.rates.forget(now);
    }
}
