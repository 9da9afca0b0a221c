//! Making a link by which another device joins.

use dlocker_core::join::{JoinLink, JoinSecret};
use dlocker_protocol::Timestamp;
use dlocker_protocol::device::{LinkRequest, LinkResponse};
use zeroize::Zeroizing;

use crate::connect::Connection;
use crate::error::Result;
use crate::home;
use crate::platform::Platform;
use crate::unlock::Unlock;

/// A link to show to the other device, and to nobody else. It opens nothing, and whoever joins by it still has to be confirmed here.
pub struct Link {
    /// `dlocker-join-` and base64url.
    pub text: Zeroizing<String>,
    /// When it lapses, by the bank's clock.
    pub expires: Timestamp,
}

impl<P: Platform> Connection<'_, P> {
    /// Makes a link: good once, for a quarter of an hour.
    ///
    /// # Errors
    /// Those of unlocking; [`Error::Waiting`](crate::Error::Waiting) if too many links are open.
    pub async fn make_link(&mut self, unlock: &Unlock) -> Result<Link> {
        let mut unlocked = self.unlock(unlock).await?;
        self.renew_if_due(&mut unlocked, unlock).await?;
        let secret = JoinSecret::random(&mut self.platform().rng());
        home::keep_link(self.platform(), &secret)?;
        let request = LinkRequest { link: secret.link_id() };
        let answer: LinkResponse = self.session.post(&self.path("links"), &request).await?;
        let roster = unlocked.chain.current();
        let link = JoinLink {
            bank: self.enrolled.bank.url.clone(),
            trustee: self.enrolled.bank.id,
            locker: self.enrolled.locker,
            roster: unlocked.chain.current_digest(),
            epoch: roster.epoch,
            owner_key: roster.owner_key,
            secret,
            expires: answer.expires,
        };
        Ok(Link { text: link.to_text(), expires: answer.expires })
    }
}
