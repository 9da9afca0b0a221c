use dlocker_protocol::TrusteeId;
use dlocker_protocol::intent::ChangeKind;
use dlocker_protocol::log::Event;

use super::super::{Letter, Place, Reader, letter};
use super::{alarm, approval, entry, intent, owner};

fn written(events: &[Event], page: Option<&str>, more: u64) -> Letter {
    let entries: Vec<_> = events.iter().zip(1..).map(|(event, number)| entry(number, event.clone())).collect();
    let owner = owner();
    letter(
        Place { trustee: TrusteeId::from_array([9; 16]), handle: &owner, page, reader: Reader::Owner },
        &entries,
        more,
    )
}

#[test]
fn an_alarm_says_what_happens_until_when_and_how_to_say_no() {
    let letter = written(&[alarm()], Some("https://bank.example"), 0);
    assert_eq!(letter.subject, "Is it you? Somebody asks for your locker on a new phone");
    let case = "case-aibaeaqcaibaeaqcaibaeaqcai";
    for said in [
        "owner@example.com",
        "2025-11-13 02:13 UTC",
        "2025-11-16 02:13 UTC",
        &format!("https://bank.example/#case={case}\n"),
        &format!("dlocker veto {case}\n"),
        "call the",
    ] {
        assert!(letter.text.contains(said), "{said:?} in {}", letter.text);
    }
    assert!(letter.text.lines().all(|line| line.len() <= 72), "{}", letter.text);
}

#[test]
fn a_bank_without_a_page_names_the_command_alone() {
    let letter = written(&[intent(ChangeKind::RemoveMethod)], None, 0);
    assert!(letter.text.contains("dlocker intents stop intent-"), "{}", letter.text);
    assert!(!letter.text.contains("http"), "{}", letter.text);
}

#[test]
fn the_heaviest_gives_the_subject_and_what_is_left_out_is_counted() {
    let letter = written(&[approval(), alarm(), Event::LockerThawed], None, 12);
    assert!(letter.subject.starts_with("Is it you?"), "{}", letter.subject);
    assert!(letter.text.contains("12 more"), "{}", letter.text);
    assert!(!letter.text.contains("officer1"), "no member of staff is named: {}", letter.text);
}

#[test]
fn a_closing_that_waits_is_told_as_what_it_is() {
    let letter = written(&[intent(ChangeKind::CloseLocker)], Some("https://bank.example"), 0);
    assert_eq!(letter.subject, "Is it you? Your locker is to be closed for good");
    assert!(letter.text.contains("#change=intent-"), "{}", letter.text);
}
