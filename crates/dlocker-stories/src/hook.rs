//! A webhook of a bank's: takes requests one by one, answers as it was told to, and keeps what came.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::headers::Headers;

const PATIENCE: Duration = Duration::from_secs(30);

/// The receiver; it listens until the story is over.
pub struct Hook {
    address: String,
    taken: Arc<Mutex<Vec<Delivery>>>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Method, path and version.
    pub line: String,
    headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

impl Hook {
    /// Listens, and answers the first requests with these codes and the others with 204.
    #[must_use]
    pub fn answering(first: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address").to_string();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let (keeps, codes) = (Arc::clone(&taken), first.to_vec());
        std::thread::spawn(move || {
            let codes = codes.into_iter().chain(std::iter::repeat(204));
            for (stream, code) in listener.incoming().flatten().zip(codes) {
                if let Some(delivery) = take(stream, code) {
                    keeps.lock().expect("no thread panicked").push(delivery);
                }
            }
        });
        Self { address, taken }
    }

    /// Host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits until so many have come.
    #[track_caller]
    #[must_use]
    pub fn wait_for(&self, number: usize) -> Vec<Delivery> {
        let started = Instant::now();
        loop {
            let taken = self.taken.lock().expect("no thread panicked").clone();
            if taken.len() >= number {
                return taken;
            }
            assert!(started.elapsed() < PATIENCE, "{number} requests should come: {taken:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Delivery {
    /// The value of a header that stands there once.
    #[track_caller]
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.once(name)
    }
}

fn take(mut stream: TcpStream, code: u16) -> Option<Delivery> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut lines = std::iter::from_fn(|| {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        Some(line.trim_end().to_owned())
    });
    let line = lines.next()?;
    let headers = Headers::read(lines.by_ref().take_while(|line| !line.is_empty()));
    let mut body = vec![0; headers.length()?];
    reader.read_exact(&mut body).ok()?;
    let answer = format!("HTTP/1.1 {code} so\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    stream.write_all(answer.as_bytes()).ok()?;
    Some(Delivery { line, headers, body })
}
