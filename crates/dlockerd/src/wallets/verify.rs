//! A wallet's answer, verified: what it says, whom it names, or why it does not count.

use dlocker_bank::presentation::{For, PresentationRecord};
use dlocker_bank::refusal;
use dlocker_evidence::jwe::ResponseKey;
use dlocker_evidence::person::Person;
use dlocker_evidence::presentation::{Answer, Awaited, NotTaken, Shown, parse, parse_of_kind};
use dlocker_evidence::{EvidenceError, Fetched, Occasion, Verified, needed, verify};
use dlocker_identity::{Expected, verify_to};
use dlocker_protocol::problem::{Problem, ProblemCode};
use dlocker_protocol::{DeviceId, PublicKey, Timestamp, TrusteeId};
use dlocker_store::vault::{Credential, Presented};

use super::{OWN, Wallets};

/// How often something more may turn out to be needed: a DID document, then a status list.
const ROUNDS: usize = 3;

/// A wallet's answer, parsed: it is of the wallet that fetched the request.
pub(crate) struct Answered {
    said: Result<Answer, EvidenceError>,
    /// Thumbprint of the key that it was to be encrypted to, if it was.
    thumbprint: Option<[u8; 32]>,
}

impl Wallets {
    /// What this body answers to a request.
    ///
    /// # Errors
    /// Where it does not say what only the wallet knows that fetched the request: `not-found`, or `malformed` where what it says cannot even be read.
    pub(crate) fn answered(
        &self,
        record: &PresentationRecord,
        awaited: Awaited<'_>,
        body: &[u8],
    ) -> Result<Answered, Problem> {
        let parsed = match record.purpose {
            For::Admission => parse_of_kind(body, awaited, OWN),
            For::Case { .. } | For::Identity { .. } => parse(body, awaited, &self.trust),
        };
        let said = match parsed {
            Ok(answer) => Ok(answer),
            Err(NotTaken::Refused(error)) => Err(error),
            Err(NotTaken::Unproven(error)) => return Err(unproven(error, awaited.key.is_some())),
        };
        Ok(Answered { said, thumbprint: awaited.key.and_then(ResponseKey::thumbprint) })
    }

    /// What an answer says to a request for a Locker ID of this trustee, which `key` signs.
    pub(crate) fn own(
        &self,
        record: &PresentationRecord,
        answered: Answered,
        (trustee, key): (TrusteeId, &PublicKey),
        now: Timestamp,
    ) -> Presented {
        let shown = match answered.said {
            Ok(Answer::Shown(shown)) => shown,
            Ok(Answer::Declined(_)) => return Presented::Declined,
            Err(error) => return refused(error),
        };
        let expected = Expected { trustee, nonce: &record.nonce, now };
        match verify_to(&self.client.text(), &shown.presentation, key, expected) {
            Ok(said) => Presented::LockerId(said.locker, DeviceId::of(&said.device_key)),
            Err(error) => Presented::Nothing(format!("The Locker ID was not accepted: {error}.")),
        }
    }

    /// What an answer says to a request for a credential of another issuer.
    pub(crate) async fn presented(&self, record: &PresentationRecord, answered: Answered, now: Timestamp) -> Presented {
        match answered.said {
            Ok(Answer::Declined(_)) => Presented::Declined,
            Ok(Answer::Shown(shown)) => {
                self.shown(record, (&shown, answered.thumbprint), now).await.unwrap_or_else(refused)
            }
            Err(error) => refused(error),
        }
    }

    async fn shown(
        &self,
        record: &PresentationRecord,
        (shown, thumbprint): (&Shown, Option<[u8; 32]>),
        now: Timestamp,
    ) -> Result<Presented, EvidenceError> {
        let verified = self.verified(record, (shown, thumbprint), now).await?;
        let entry = self.trust.entry(&shown.entry).filter(|entry| entry.name() == verified.entry);
        let entry = entry.ok_or(EvidenceError::NotTrusted { part: "kind" })?;
        let person = Person::of(&verified, entry).ok_or(EvidenceError::Malformed { part: "claims" })?;
        let Verified { entry, issuer, fingerprint, .. } = verified;
        Ok(Presented::Credential(Box::new(Credential { entry, issuer, fingerprint, person })))
    }

    async fn verified(
        &self,
        record: &PresentationRecord,
        (shown, encryption_thumbprint): (&Shown, Option<[u8; 32]>),
        now: Timestamp,
    ) -> Result<Verified, EvidenceError> {
        let occasion = Occasion {
            nonce: &record.nonce,
            client_id: &self.client.text(),
            response_uri: &self.response_uri(record.id),
            encryption_thumbprint,
            transaction_data: record.data.as_slice(),
            now,
        };
        let mut fetched = Fetched::default();
        for _ in 0..ROUNDS {
            let more = needed(shown.format, &shown.presentation, &occasion, &self.trust, &fetched)?;
            if more.is_empty() || !self.fetch(&more, &mut fetched).await {
                break;
            }
        }
        verify(shown.format, &shown.presentation, &occasion, &self.trust, &fetched)
    }

    /// Looks up what is needed; whether anything came.
    async fn fetch(&self, more: &dlocker_evidence::Needed, fetched: &mut Fetched) -> bool {
        let mut came = false;
        for url in &more.did_documents {
            if let Some(body) = self.fetcher.get(url, "application/did+json, application/json").await {
                came |= fetched.did_documents.insert(url.clone(), body).is_none();
            }
        }
        for url in &more.status_lists {
            if let Some(body) = self.fetcher.get(url, "application/statuslist+jwt").await {
                came |= fetched.status_lists.insert(url.clone(), body).is_none();
            }
        }
        came
    }
}

/// What whoever answers is told of an answer that ended nothing.
fn unproven(error: EvidenceError, encrypted: bool) -> Problem {
    let what = match error {
        EvidenceError::OtherOccasion { part: "state" } => return refusal::no_presentation(),
        EvidenceError::Malformed { part } | EvidenceError::OtherOccasion { part } => {
            format!("The answer could not be read: its {part} is not what this request awaits.")
        }
        other => format!("The answer was not taken: {other}."),
    };
    let how = if encrypted {
        "with `response`, encrypted to the key in this request by ECDH-ES with A128GCM or A256GCM"
    } else {
        "plain, with `state` and `vp_token`"
    };
    Problem::new(
        ProblemCode::Malformed,
        format!("{what} Nothing was counted and the request still waits: answer {how}."),
    )
}

fn refused(error: EvidenceError) -> Presented {
    let mut why = error.to_string();
    if let Some(first) = why.get(..1).map(str::to_uppercase) {
        why.replace_range(..1, &first);
    }
    Presented::Nothing(format!("{why}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_show_the_state_is_told_how_to_answer_and_that_the_request_still_waits() {
        let other = |part| EvidenceError::OtherOccasion { part };
        let malformed = |part| EvidenceError::Malformed { part };
        let plain = EvidenceError::NotAsAsked { part: "it is encrypted" };
        for (error, encrypted, words) in [
            (other("encryption key"), true, "its encryption key is not what this request awaits"),
            (malformed("alg"), true, "its alg is not what this request awaits"),
            (malformed("answer"), false, "its answer is not what this request awaits"),
            (plain, false, "in the way that was asked for (it is encrypted)"),
        ] {
            let problem = unproven(error, encrypted);
            assert_eq!(problem.code, ProblemCode::Malformed);
            let how = if encrypted { "answer with `response`, encrypted" } else { "answer plain" };
            for part in [words, "Nothing was counted and the request still waits", how] {
                assert!(problem.detail.contains(part), "{}", problem.detail);
            }
        }
        assert_eq!(unproven(other("state"), true), refusal::no_presentation());
    }
}
