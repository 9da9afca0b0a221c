//! Rosters that an owner signs.

use super::*;

impl Bank {
    pub(in crate::vault::tests) fn request(
        &self,
        owner: &Owner,
        roster: Roster,
        parts: Vec<EpochPart>,
    ) -> PublishRosterRequest {
        let signed = RosterDraft::new(roster).sign(&owner.key, None);
        let expected = owner.current.as_ref().map(Document::digest);
        PublishRosterRequest { expected, roster: Bytes(signed.to_bytes()), epoch_parts: parts }
    }

    /// A roster with these phones and methods, each of whose registrations becomes current.
    pub(in crate::vault::tests) fn roster(&self, owner: &Owner, phones: &[&Phone], methods: &[&Method]) -> Roster {
        let number = owner.current.as_ref().map_or(1, |roster| roster.number + 1);
        let device = |phone: &&Phone| RosterDevice {
            id: phone.id,
            key: phone.key.public_key(),
            name: "phone".to_owned(),
            added: T0,
        };
        let method = |method: &&Method| RosterMethod {
            id: method.id,
            kind: method.kind,
            record: method.record,
            sealed_seed: Digest::of("sealed-seed", &method.seed),
            guesses: method.guesses,
            renew: false,
            added: T0,
            device: None,
        };
        Roster {
            locker: phones[0].locker,
            number,
            epoch: owner.current.as_ref().map_or(1, |roster| roster.epoch),
            predecessor: owner.current.as_ref().map(Document::digest),
            signed_at: T0,
            owner_key: owner.key.public_key(),
            sealing_key: owner.unsealing.sealing_key(),
            prior_seed: owner.current.as_ref().and_then(|roster| roster.prior_seed.clone()),
            trustees: vec![RosterTrustee { id: self.vault.trustee(), log_key: self.custody.log_key() }],
            devices: phones.iter().map(device).collect(),
            methods: methods.iter().map(method).collect(),
            policy: Policy::default(),
            departed: Vec::new(),
            deleted: Vec::new(),
        }
    }

    pub(in crate::vault::tests) async fn publish(
        &self,
        owner: &mut Owner,
        phone: &Phone,
        methods: &[&Method],
        now: Timestamp,
    ) -> Answer<()> {
        let roster = self.roster(owner, &[phone], methods);
        let request = self.request(owner, roster.clone(), parts(methods));
        self.vault.publish_roster(phone.locker, phone.id, &self.nonce(now).await, request, now).await?;
        owner.current = Some(roster);
        Ok(())
    }

    /// A customer with one PIN.
    pub(in crate::vault::tests) async fn with_pin(&self, handle: &str) -> (Phone, Owner, Method) {
        let phone = self.customer(handle).await;
        let mut owner = Owner::new();
        let pin = self.registered(&phone, MethodId::random(&mut rng()), T0).await;
        self.publish(&mut owner, &phone, &[&pin], T0).await.unwrap();
        (phone, owner, pin)
    }
}

impl Owner {
    pub(in crate::vault::tests) fn new() -> Self {
        Self {
            key: SigningKey::random(&mut rng()),
            unsealing: UnsealingKey::random(&mut rng()).unwrap(),
            current: None,
        }
    }
}

pub(in crate::vault::tests) fn parts(methods: &[&Method]) -> Vec<EpochPart> {
    let part = |m: &&Method| EpochPart { method: m.id, registration: Some(m.registration), sealed_seed: None };
    methods.iter().map(part).collect()
}
