//! Reading a body into one piece of memory that a disk can take from there without another copy.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, Bytes};
use http_body::Body as _;

/// Memory that begins at a multiple of this can be written around the page cache (`O_DIRECT`) on any usual disk.
const ALIGNMENT: usize = 4096;

/// Why there is no whole body.
pub(super) enum NotWhole {
    /// It is longer than allowed.
    TooLong,
    /// The connection ended before the body did.
    BrokeOff,
}

/// All of `body`, at most `limit` bytes. `announced` is its length where the sender said it: then no byte is moved again, and the first one
/// lies at a multiple of 4 KiB.
pub(super) async fn gather(mut body: Body, announced: usize, limit: usize) -> Result<Bytes, NotWhole> {
    let mut memory: Vec<u8> = Vec::with_capacity(announced.min(limit) + ALIGNMENT);
    let start = memory.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
    memory.resize(start, 0);
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| NotWhole::BrokeOff)?;
        let Some(bytes) = frame.data_ref() else { continue };
        if memory.len() - start + bytes.len() > limit {
            return Err(NotWhole::TooLong);
        }
        memory.extend_from_slice(bytes);
    }
    Ok(Bytes::from(memory).slice(start..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_of_announced_length_lies_aligned_and_a_longer_one_is_refused() {
        for length in [0_usize, 1, 4096, 70_000] {
            let sent: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let read = gather(Body::from(sent.clone()), length, 70_000).await.ok().unwrap();
            assert_eq!(read, sent);
            assert_eq!(read.as_ptr().align_offset(ALIGNMENT), 0, "{length}");
            // Without a word about its length it is read all the same.
            assert_eq!(gather(Body::from(sent.clone()), 0, 70_000).await.ok().unwrap(), sent);
        }
        assert!(matches!(gather(Body::from(vec![0; 5]), 5, 4).await, Err(NotWhole::TooLong)));
        assert!(matches!(gather(Body::from(vec![0; 5]), 0, 4).await, Err(NotWhole::TooLong)));
    }
}
