//! Openings of one record wait for each other, so that concurrent honest ones do not look like wrong guesses.
//!
//! Only politeness relies on this memory. What is counted is counted in the transaction.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dlocker_protocol::{DeviceId, Digest, LockerId};
use tokio::sync::{OwnedMutexGuard, oneshot};

use super::release::MethodTarget;

/// How long an opening waits for the one before it to be settled.
const PATIENCE: Duration = Duration::from_secs(3);

type Key = (LockerId, MethodTarget);

#[derive(Default)]
pub(super) struct Queue {
    gates: Mutex<HashMap<Key, Arc<Gate>>>,
}

#[derive(Default)]
struct Gate {
    turn: Arc<tokio::sync::Mutex<()>>,
    running: Mutex<Option<Running>>,
}

/// The opening that the others wait for; dropping it lets the next one in.
struct Running {
    device: DeviceId,
    blinded: Digest,
    number: u64,
    _ended: oneshot::Sender<()>,
}

/// The right to open now.
pub(super) struct Turn {
    gate: Arc<Gate>,
    held: Option<OwnedMutexGuard<()>>,
    device: DeviceId,
    blinded: Digest,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Queue {
    /// Waits for the turn. A retry of the running opening does not wait for itself.
    pub(super) async fn turn(&self, key: Key, device: DeviceId, blinded: Digest) -> Turn {
        let gate = Arc::clone(lock(&self.gates).entry(key).or_default());
        let is_retry =
            lock(&gate.running).as_ref().is_some_and(|running| running.device == device && running.blinded == blinded);
        let held = if is_retry { None } else { Some(Arc::clone(&gate.turn).lock_owned().await) };
        Turn { gate, held, device, blinded }
    }

    /// The opening is settled: the next one need not wait any longer.
    pub(super) fn settled(&self, key: Key, device: DeviceId, number: u64) {
        let gate = lock(&self.gates).get(&key).cloned();
        if let Some(gate) = gate {
            lock(&gate.running).take_if(|running| running.device == device && running.number == number);
        }
    }

    /// Forgets gates that nobody stands at.
    pub(super) fn tidy(&self) {
        lock(&self.gates).retain(|_, gate| Arc::strong_count(gate) > 1);
    }
}

impl Turn {
    /// The opening was counted: the next one waits until it is settled, and no longer than its patience.
    pub(super) fn began(self, number: u64) {
        let Some(held) = self.held else { return };
        let (ended, end) = oneshot::channel();
        *lock(&self.gate.running) = Some(Running { device: self.device, blinded: self.blinded, number, _ended: ended });
        let gate = self.gate;
        tokio::spawn(async move {
            // Settled or not, after this time the next one goes on.
            let _ = tokio::time::timeout(PATIENCE, end).await;
            lock(&gate.running).take_if(|running| running.number == number);
            drop(held);
        });
    }
}
