//! Bodies that nobody read. HTTP/1 has one direction for the answer and one for the body: closing with a body half sent makes
//! the sender's machine throw the answer away. So what an extractor left is taken back and read to its end, within bounds.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use tokio::sync::oneshot;

/// More than any honest body; whoever sends more may see a broken connection.
const MOST: usize = 8 << 20;
/// Longer than this nobody is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A body that goes back to its lender when it is dropped.
struct Lent {
    body: Body,
    back: Option<oneshot::Sender<Body>>,
}

/// Where it comes back to.
pub(super) struct Rest(oneshot::Receiver<Body>);

/// Lends a body out.
pub(super) fn lend(body: Body) -> (Body, Rest) {
    let (back, rest) = oneshot::channel();
    (Body::new(Lent { body, back: Some(back) }), Rest(rest))
}

impl Rest {
    /// Reads what is left of a body that came back.
    pub(super) async fn drain(mut self) {
        let Ok(mut body) = self.0.try_recv() else { return };
        let read = async {
            let mut left = MOST;
            while let Some(Ok(frame)) = poll_fn(|cx| http_body::Body::poll_frame(Pin::new(&mut body), cx)).await {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                left = left.saturating_sub(bytes);
                if left == 0 {
                    break;
                }
            }
        };
        // Neither end nor timeout changes the answer.
        let _ = tokio::time::timeout(PATIENCE, read).await;
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(back) = self.back.take()
            && !http_body::Body::is_end_stream(&self.body)
        {
            // The lender may be gone with the connection.
            let _ = back.send(std::mem::take(&mut self.body));
        }
    }
}

impl http_body::Body for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
