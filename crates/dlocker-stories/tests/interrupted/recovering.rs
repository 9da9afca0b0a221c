//! Recovering: interrupted anywhere, the wallet comes back, the locker is rotated once, and both keys open.

use dlocker_client::{Error, connect};
use dlocker_stories::in_process::{Content, House, OwnersKey, Phone, wallet};

use super::everywhere::{Cut, everywhere};

const REFUSED: [&str; 2] = ["suspended", "replaced"];

struct Lost {
    used: OwnersKey,
    kept: OwnersKey,
    old: Phone,
    content: Content,
}

impl Lost {
    async fn phone(house: &House, handle: &str) -> Self {
        let (used, kept) = (OwnersKey::kit(), OwnersKey::kit());
        let old = house.customer_with(handle, &[&used, &kept]).await;
        let content = wallet("first");
        old.back_up(&content).await.unwrap();
        Self { used, kept, old, content }
    }

    /// The locker is on the new phone, rotated once; both keys open it there; the old phone is out.
    async fn is_recovered_on(&self, new: &Phone, cut: Cut) {
        for key in [&self.used, &self.kept] {
            let restored = new.open_with(key).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
            assert_eq!(restored, self.content, "{cut:?}");
        }
        let connection = connect(new).await.unwrap();
        assert_eq!(connection.enrolled().epoch, 2, "{cut:?}: rotated more than once");
        let methods = connection.methods().await.unwrap();
        assert!(methods.iter().all(|m| m.guesses_left == m.guesses), "{cut:?}: {methods:?}");
        assert_eq!(self.old.open_with(&self.kept).await.unwrap_err().code(), "replaced", "{cut:?}");
        new.back_up(&wallet("next")).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p6_a_recovery_from_the_re_issue_to_the_rotation() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let lost = Lost::phone(house, &cut.handle()).await;
        let new = house.approved_phone(&cut.handle()).await;
        cut.apply(&new);
        let whole = new.go_on_with_recovery(&lost.used).await.is_ok();
        let steps = new.steps.done();
        new.reboot();
        match lost.old.open_with(&lost.used).await {
            Ok(content) => assert!(content == lost.content && !whole, "{cut:?}"),
            Err(error) => assert!(REFUSED.contains(&error.code()), "{cut:?}: {error}"),
        }
        match new.go_on_with_recovery(&lost.used).await {
            Ok(content) => assert_eq!(content, lost.content, "{cut:?}"),
            // Nothing was left to do.
            Err(Error::Misuse(_)) => {}
            Err(error) => panic!("{cut:?}: {error}"),
        }
        lost.is_recovered_on(&new, cut).await;
        steps
    })
    .await;
}

/// The second start uses the other key: the first one was put away in the meantime.
#[tokio::test(flavor = "multi_thread")]
async fn p6_a_recovery_that_goes_on_with_another_key() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let lost = Lost::phone(house, &cut.handle()).await;
        let new = house.approved_phone(&cut.handle()).await;
        cut.apply(&new);
        let _ = new.go_on_with_recovery(&lost.used).await;
        let steps = new.steps.done();
        new.reboot();
        match new.go_on_with_recovery(&lost.kept).await {
            Ok(content) => assert_eq!(content, lost.content, "{cut:?}"),
            Err(Error::Misuse(_)) => {}
            Err(error) => panic!("{cut:?}: {error}"),
        }
        lost.is_recovered_on(&new, cut).await;
        steps
    })
    .await;
}

/// Asking for the recovery: the code that is shown after the interruption is the one that the officers' approval is for.
#[tokio::test(flavor = "multi_thread")]
async fn asking_for_a_recovery() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let lost = Lost::phone(house, &cut.handle()).await;
        let new = Phone::new(house);
        cut.apply(&new);
        let _ = new.ask_for_recovery(&cut.handle()).await;
        let steps = new.steps.done();
        new.reboot();
        let case = new.ask_for_recovery(&cut.handle()).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        house.approve(case.case, &case.code.to_string()).await;
        assert_eq!(new.go_on_with_recovery(&lost.used).await.unwrap(), lost.content, "{cut:?}");
        steps
    })
    .await;
}

/// A connection that breaks while an approved case is looked at must not throw the approved case away.
#[tokio::test(flavor = "multi_thread")]
async fn looking_at_an_approved_case() {
    everywhere(House::quick().await, async |house: &House, cut: Cut| {
        let lost = Lost::phone(house, &cut.handle()).await;
        let new = house.approved_phone(&cut.handle()).await;
        cut.apply(&new);
        let _ = new.ask_for_recovery(&cut.handle()).await;
        let steps = new.steps.done();
        new.reboot();
        let restored = new.go_on_with_recovery(&lost.used).await.unwrap_or_else(|e| panic!("{cut:?}: {e}"));
        assert_eq!(restored, lost.content, "{cut:?}");
        steps
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_guesses_spent_by_the_stolen_phone_do_not_keep_the_owner_out() {
    let house =
        House::with("[recovery]\nwait = \"0s\"\nwait_min = \"0s\"\n[guesses]\nkit = 3\nfirst_wait = \"0s\"\n").await;
    let lost = Lost::phone(&house, "owner@example.com").await;
    let thief = &lost.old;
    for key in [&lost.used, &lost.kept] {
        let mut tried = 0;
        while matches!(thief.open_with(&key.wrong()).await.unwrap_err(), Error::WrongSecret { .. }) {
            tried += 1;
        }
        assert_eq!(tried, 3);
        assert_eq!(thief.open_with(key).await.unwrap_err().code(), "frozen");
    }
    let new = house.approved_phone("owner@example.com").await;
    assert_eq!(new.go_on_with_recovery(&lost.used).await.unwrap(), lost.content);
    lost.is_recovered_on(&new, Cut::Never).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p6_the_replaced_phone_gets_nothing_from_any_verb() {
    let house = House::quick().await;
    let lost = Lost::phone(&house, "owner@example.com").await;
    let (kept_home, invite) = (lost.old.copied(), house.invite("other@example.com").await);
    let new = house.approved_phone("owner@example.com").await;
    assert_eq!(new.go_on_with_recovery(&lost.used).await.unwrap(), lost.content);
    for phone in [&lost.old, &kept_home] {
        let mut connection = connect(phone).await.unwrap();
        let answers = [
            connection.view().await.err(),
            connection.status().await.err(),
            connection.methods().await.err(),
            connection.snapshots().await.err(),
            connection.visit_log().await.err(),
            connection.rehearse(&lost.used.unlock()).await.err(),
            phone.open_with(&lost.kept).await.err(),
            phone.back_up(&lost.content).await.err(),
            phone.add(&OwnersKey::kit(), Some(&lost.used)).await.err(),
        ];
        for (verb, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.expect("refused").code(), "replaced", "verb {verb}");
        }
        assert!(phone.enrol(&invite).await.is_err());
    }
    // Not even where it presents its Locker ID once more.
    let mut home: serde_json::Value = serde_json::from_slice(&lost.old.file("home.json").unwrap()).unwrap();
    home["enrolled"]["admitted"] = false.into();
    lost.old.put_file("home.json", Some(serde_json::to_vec(&home).unwrap()));
    assert_eq!(connect(&lost.old).await.err().expect("refused").code(), "replaced");
    lost.is_recovered_on(&new, Cut::Never).await;
}
