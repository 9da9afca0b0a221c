//! A slow road between phones and a bank, which counts what goes along it.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A road; it ends with the story.
pub struct Road {
    address: SocketAddr,
    sent: Arc<AtomicU64>,
}

impl Road {
    /// A road to `bank` (host and port) that carries so many bytes a second towards it, all connections together.
    #[must_use]
    pub fn to(bank: &str, bytes_a_second: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let sent = Arc::new(AtomicU64::new(0));
        let (bank, counter, lane) = (bank.to_owned(), Arc::clone(&sent), Arc::new(Mutex::new(())));
        std::thread::spawn(move || {
            for phone in listener.incoming().flatten() {
                let Ok(bank) = TcpStream::connect(&bank) else { continue };
                let (counter, lane) = (Arc::clone(&counter), Arc::clone(&lane));
                let (Ok(back_from), Ok(back_to)) = (bank.try_clone(), phone.try_clone()) else { continue };
                std::thread::spawn(move || carry(back_from, back_to, |_| {}));
                let slowly = move |bytes: u64| {
                    counter.fetch_add(bytes, Ordering::Relaxed);
                    let _one_at_a_time = lane.lock();
                    std::thread::sleep(Duration::from_micros(bytes * 1_000_000 / bytes_a_second));
                };
                std::thread::spawn(move || carry(phone, bank, slowly));
            }
        });
        Self { address, sent }
    }

    /// Where phones believe the bank to be.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Bytes that went towards the bank so far.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, mut each: impl FnMut(u64)) {
    let mut buffer = [0; 64 << 10];
    while let Ok(read) = from.read(&mut buffer) {
        each(read as u64);
        if read == 0 || to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Read), to.shutdown(Shutdown::Write));
}
