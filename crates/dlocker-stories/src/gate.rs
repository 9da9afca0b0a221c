//! A gate between phones and a bank: counts the packs that are fetched, and lets no more of them through than it is told.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use crate::Bank;

/// How long somebody may take to come to the gate.
const PATIENCE: Duration = Duration::from_secs(120);

/// What has passed, and what may.
#[derive(Default)]
struct Book {
    fetched: u64,
    allowed: Option<u64>,
    held: u64,
}

/// A gate that is open until it is told otherwise.
pub struct Gate {
    port: u16,
    book: Arc<(Mutex<Book>, Condvar)>,
}

impl Gate {
    /// A gate before this bank.
    #[must_use]
    pub fn before(bank: &Bank) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it listens").port();
        let (book, to) = (Arc::default(), bank.url().trim_start_matches("http://").to_owned());
        let gate = Self { port, book: Arc::clone(&book) };
        std::thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                let (book, bank) = (Arc::clone(&book), TcpStream::connect(&to));
                std::thread::spawn(move || bank.map(|bank| pass(&phone, &bank, &book)));
            }
        });
        gate
    }

    /// The address to give to phones for the bank.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Packs that were asked for and let through since this was asked last.
    #[must_use]
    pub fn fetched(&self) -> u64 {
        std::mem::take(&mut self.lock().fetched)
    }

    /// Lets so many packs through and holds the next; `None`: all.
    pub fn allow(&self, packs: Option<u64>) {
        let mut book = self.lock();
        (book.allowed, book.held) = (packs, 0);
        self.book.1.notify_all();
    }

    /// Waits until somebody stands before the gate who is not let through.
    pub fn wait_until_held(&self) {
        let nobody = |book: &mut Book| book.held == 0;
        let waited = self.book.1.wait_timeout_while(self.lock(), PATIENCE, nobody).expect("no panic meanwhile");
        assert!(!waited.1.timed_out(), "nobody came to the gate");
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Book> {
        self.book.0.lock().expect("no panic meanwhile")
    }
}

/// Carries bytes both ways until one side is done.
fn pass(phone: &TcpStream, bank: &TcpStream, book: &Arc<(Mutex<Book>, Condvar)>) {
    let (mut from, mut to) = (bank.try_clone().expect("a socket"), phone.try_clone().expect("a socket"));
    let back = std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
    let (mut from, mut to) = (phone, bank);
    let mut bytes = vec![0; 64 << 10];
    while let Ok(len @ 1..) = from.read(&mut bytes) {
        let request = &bytes[..len];
        if (fetches_a_pack(request) && !is_let_through(book)) || to.write_all(request).is_err() {
            break;
        }
    }
    let _ = bank.shutdown(Shutdown::Both);
    let _ = back.join();
}

/// A `GET` has no body, and clients write its head in one go.
fn fetches_a_pack(request: &[u8]) -> bool {
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    line.starts_with(b"GET ") && line.windows(7).any(|part| part == b"/packs/")
}

/// Waits while no more packs may pass; false if that never changes.
fn is_let_through((book, changed): &(Mutex<Book>, Condvar)) -> bool {
    let mut now = book.lock().expect("no panic meanwhile");
    if now.allowed == Some(0) {
        now.held += 1;
        changed.notify_all();
        let shut = |book: &mut Book| book.allowed == Some(0);
        let (later, waited) = changed.wait_timeout_while(now, PATIENCE, shut).expect("no panic meanwhile");
        if waited.timed_out() {
            return false;
        }
        now = later;
    }
    now.allowed = now.allowed.map(|allowed| allowed - 1);
    now.fetched += 1;
    true
}
