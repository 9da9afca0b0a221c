//! Keyed hashes of claims: what the trustee keeps of a person.

use dlocker_protocol::LockerId;
use minicbor::{Decode, Encode};

use super::Person;

/// Most forms that a claim has.
pub const MAX_FORMS: usize = 2;

/// The keyed hashes of one claim, one for each of its forms.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(array)]
pub struct ClaimDigest {
    /// Which claim: `name`, `birth_date`, `number`, or what the trust list calls it.
    #[n(0)]
    pub claim: String,
    /// 32 bytes for each form, ascending.
    #[cbor(n(1), with = "forms")]
    pub forms: Vec<[u8; 32]>,
}

mod forms {
    use minicbor::bytes::{ByteArray, ByteSlice};
    use minicbor::decode::Error;
    use minicbor::encode::Write;
    use minicbor::{Decoder, Encoder};

    pub(super) fn encode<C, W: Write>(
        forms: &[[u8; 32]],
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        encoder.array(forms.len() as u64)?;
        forms.iter().try_for_each(|form| encoder.encode(<&ByteSlice>::from(form.as_slice())).map(drop))
    }

    pub(super) fn decode<C>(decoder: &mut Decoder<'_>, _: &mut C) -> Result<Vec<[u8; 32]>, Error> {
        let forms: Vec<ByteArray<32>> = decoder.decode()?;
        Ok(forms.into_iter().map(|form| *form).collect())
    }
}

/// What the trustee compares by.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
#[cbor(transparent)]
pub struct Marks(#[n(0)] pub Vec<ClaimDigest>);

impl Marks {
    /// Whether these, which were recorded, agree with `shown`: every claim that is shown was recorded, and has a form in common. How many agree.
    #[must_use]
    pub fn agree(&self, shown: &Self) -> Option<u8> {
        let agrees = |claim: &ClaimDigest| {
            self.0
                .iter()
                .any(|kept| kept.claim == claim.claim && kept.forms.iter().any(|form| claim.forms.contains(form)))
        };
        let all = !shown.0.is_empty() && shown.0.iter().all(agrees);
        all.then(|| u8::try_from(shown.0.len()).unwrap_or(u8::MAX))
    }
}

/// The keyed hashes of a person, for one locker: the same person in two lockers has no hash in common. `tag` is a keyed hash under a key that
/// only the trustee's custody has.
pub fn digests(person: &Person, locker: LockerId, tag: impl Fn(&[u8]) -> [u8; 32]) -> Marks {
    let one = |(claim, forms): (&str, &std::collections::BTreeSet<String>)| {
        let mut forms: Vec<[u8; 32]> =
            forms.iter().take(MAX_FORMS).map(|form| tag(&message(locker, claim, form))).collect();
        forms.sort_unstable();
        ClaimDigest { claim: claim.to_owned(), forms }
    };
    Marks(person.claims().map(one).collect())
}

/// Label, locker, the claim's name with its length before it, the form.
fn message(locker: LockerId, claim: &str, form: &str) -> Vec<u8> {
    let length = u8::try_from(claim.len()).unwrap_or(u8::MAX);
    [b"dlocker/v1/identity-claim/", locker.as_bytes().as_slice(), &[length], claim.as_bytes(), form.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dlocker_protocol::Digest;

    fn tag(bytes: &[u8]) -> [u8; 32] {
        *Digest::plain(bytes).as_bytes()
    }

    fn marks(locker: u8, claims: &[(&str, &[&str])]) -> Marks {
        let person =
            claims.iter().map(|(claim, forms)| ((*claim).to_owned(), forms.iter().map(|f| (*f).to_owned()).collect()));
        digests(&Person(person.collect()), LockerId::from_array([locker; 16]), tag)
    }

    #[test]
    fn the_same_person_in_two_lockers_has_no_hash_in_common() {
        let (one, other) = (marks(1, &[("name", &["a b"])]), marks(2, &[("name", &["a b"])]));
        assert_eq!(other.agree(&one), None);
        assert_eq!(one.agree(&one), Some(1));
    }

    #[test]
    fn every_claim_that_is_shown_must_agree_and_one_form_is_enough() {
        let kept = marks(1, &[("name", &["muller", "mueller"]), ("birth_date", &["1979-03-31"])]);
        assert_eq!(kept.agree(&marks(1, &[("name", &["mueller"])])), Some(1));
        assert_eq!(kept.agree(&marks(1, &[("name", &["mueller"]), ("birth_date", &["1979-03-31"])])), Some(2));
        assert_eq!(kept.agree(&marks(1, &[("name", &["mueller"]), ("birth_date", &["1979-03-30"])])), None);
        assert_eq!(kept.agree(&marks(1, &[("name", &["mueller"]), ("number", &["1"])])), None, "never recorded");
        assert_eq!(kept.agree(&Marks::default()), None, "nothing agrees with nothing");
    }

    #[test]
    fn a_claim_is_not_another_claim_whose_name_runs_into_the_form() {
        assert_ne!(marks(1, &[("ab", &["c"])]).0[0].forms, marks(1, &[("a", &["bc"])]).0[0].forms);
    }

    #[test]
    fn marks_are_stored_and_read_the_same() {
        let kept = marks(1, &[("name", &["muller", "mueller"]), ("birth_date", &["1979-03-31"])]);
        let bytes = dlocker_protocol::cbor::encode(&kept);
        assert_eq!(dlocker_protocol::cbor::decode::<Marks>(&bytes, "marks").ok(), Some(kept));
    }

    #[test]
    fn what_is_hashed_and_how_it_is_kept_is_this() {
        // Pinned, with SHA-256 in place of the custody's HMAC: another layout would make every owner unknown.
        let bytes = dlocker_protocol::cbor::encode(&marks(1, &[("name", &["mueller"])]));
        let expected =
            "8182646e616d6581582097bfc4980176995869161 8edcde13a21129500c4c7cca6a029ec08638d7d2ba2".replace(' ', "");
        assert_eq!(data_encoding::HEXLOWER.encode(&bytes), expected);
    }
}
