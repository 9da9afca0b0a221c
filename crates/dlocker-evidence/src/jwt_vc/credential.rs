//! The credential: the issuer's JWT, with the claims of the data model in `vc`.

use dlocker_protocol::{Digest, PublicKey, Timestamp};
use serde_json::{Map, Value};

use super::texts;
use crate::credential::Stop;
use crate::issuer::{Claimed, Documents, jwk, key_of_did};
use crate::jwt::{Called, Jwt};
use crate::status::StatusReference;
use crate::trust::{TrustList, Trusted, trusted};
use crate::validity::{Times, moment};
use crate::{EvidenceError, Format, json};

const CALLED: Called = Called { whole: "issuer's part", header: "issuer's header", claims: "claims" };

pub(super) struct Credential<'a> {
    jwt: Jwt<'a>,
    vc: Map<String, Value>,
    subject: Map<String, Value>,
}

impl<'a> Credential<'a> {
    /// Takes it apart. One subject; several persons in one credential say nothing about which of them presents it.
    pub(super) fn parse(text: &'a str) -> Result<Self, EvidenceError> {
        let mut jwt = Jwt::parse(text, &[None, Some("JWT")], CALLED)?;
        let Some(Value::Object(mut vc)) = jwt.claims.remove("vc") else {
            return Err(EvidenceError::Malformed { part: "vc" });
        };
        let Some(Value::Object(subject)) = vc.remove("credentialSubject") else {
            return Err(EvidenceError::Malformed { part: "credentialSubject" });
        };
        Ok(Self { jwt, vc, subject })
    }

    /// The issuer, believed: the trust list names it for a type of this credential, and it signed.
    pub(super) fn issuer<'t>(
        &self,
        trust: &'t TrustList,
        documents: &Documents,
        now: Timestamp,
    ) -> Result<Trusted<'t>, Stop> {
        let types = texts(self.vc.get("type"), "type")?;
        if !types.contains(&"VerifiableCredential") {
            return Err(EvidenceError::Malformed { part: "type" }.into());
        }
        let by = trusted(trust, (Format::JwtVc, &types), &Claimed::of(&self.jwt)?, documents, now)?;
        if !self.jwt.is_by(&by.key.key) {
            return Err(EvidenceError::NotIssued { part: "signature" }.into());
        }
        self.check_names()?;
        Ok(by)
    }

    /// What the JWT and the data model both say has to be the same.
    fn check_names(&self) -> Result<(), EvidenceError> {
        let issuer = self.vc.get("issuer").map(|issuer| issuer.get("id").unwrap_or(issuer));
        let iss = self.jwt.claims.get("iss");
        if issuer.is_some() && issuer != iss {
            return Err(EvidenceError::Malformed { part: "issuer" });
        }
        let (sub, id) = (self.jwt.claims.get("sub"), self.subject.get("id"));
        if sub.is_some() && id.is_some() && sub != id {
            return Err(EvidenceError::Malformed { part: "sub" });
        }
        Ok(())
    }

    /// When it was issued and when it ends, both in force. JWT and data model may each say so; then each counts.
    pub(super) fn times(&self, now: Timestamp) -> Result<(Option<Timestamp>, Option<Timestamp>), EvidenceError> {
        let times = Times::of(&self.jwt.claims)?;
        let said = Times {
            issued: None,
            from: self.date("issuanceDate")?.max(self.date("validFrom")?),
            until: [self.date("expirationDate")?, self.date("validUntil")?].into_iter().flatten().min(),
        };
        times.check(now)?;
        said.check(now)?;
        let issued = times.issued.or(times.from).or(said.from);
        let until = [times.until, said.until].into_iter().flatten().min();
        Ok((issued.map(moment), until.map(moment)))
    }

    /// A date of the data model, in whole seconds.
    fn date(&self, member: &'static str) -> Result<Option<u64>, EvidenceError> {
        let Some(text) = json::text(&self.vc, member)? else { return Ok(None) };
        let date = Timestamp::parse(text).ok_or(EvidenceError::Malformed { part: member })?;
        Ok(Some(date.seconds()))
    }

    /// What the credential calls its subject.
    pub(super) fn subject_id(&self) -> Result<Option<&str>, EvidenceError> {
        Ok(json::text(&self.subject, "id")?.or(json::text(&self.jwt.claims, "sub")?))
    }

    /// The key that it is bound to: the one in the subject's DID, or in `cnf`; where both stand there, they are one.
    pub(super) fn holder(&self) -> Result<PublicKey, EvidenceError> {
        let of_did = self.subject_id()?.and_then(key_of_did);
        let malformed = EvidenceError::Malformed { part: "cnf" };
        let of_cnf = match self.jwt.claims.get("cnf") {
            None => None,
            Some(cnf) => Some(cnf.get("jwk").and_then(jwk::key).ok_or(malformed)?),
        };
        match (of_did, of_cnf) {
            (Some(one), Some(other)) if one != other => Err(malformed),
            (Some(key), _) | (None, Some(key)) => Ok(key),
            (None, None) => Err(EvidenceError::NotBound),
        }
    }

    /// Its place in a status list. Other kinds of status cannot be looked up here, so what has one is not believed.
    pub(super) fn status(&self) -> Result<Option<StatusReference>, EvidenceError> {
        if self.vc.contains_key("credentialStatus") {
            return Err(EvidenceError::Malformed { part: "credentialStatus" });
        }
        StatusReference::of(&self.jwt.claims)
    }

    pub(super) fn fingerprint(&self) -> Digest {
        self.jwt.fingerprint()
    }

    /// What it says about its subject.
    pub(super) fn into_subject(self) -> Map<String, Value> {
        self.subject
    }
}
