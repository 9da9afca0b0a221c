//! Recovery cases in words.

use dlocker_protocol::case::{ApprovedBy, CaseState, CaseView, SeenDocument, StaffCaseView};

/// One line of a list.
pub(super) fn line(view: &StaffCaseView) -> String {
    let case = &view.case;
    format!(
        "{}  {}  opened {}  {} of {} approvals  {}",
        case.id,
        view.handle,
        case.opened,
        case.approvals,
        case.approvals_needed,
        standing(case)
    )
}

/// Everything about one case.
pub(super) fn page(view: &StaffCaseView) -> String {
    let case = &view.case;
    let mut page = format!(
        "Case       {}\nHandle     {}{}\nOpened     {}\nState      {}\nApprovals  {} of {}\n",
        case.id,
        view.handle,
        if view.known { "" } else { "  (no locker has this handle)" },
        case.opened,
        standing(case),
        case.approvals,
        case.approvals_needed
    );
    for approval in &view.approved_by {
        page.push_str(&format!("           {}\n", approved(approval)));
        for document in &approval.documents {
            page.push_str(&format!("           looked at: {}\n", looked_at(document)));
        }
    }
    for shown in &case.presented {
        page.push_str(&format!(
            "Presented  {}, issued by {}, {} claims agree, {}\n",
            shown.entry, shown.issuer, shown.claims, shown.at
        ));
    }
    for vouched in &case.vouched {
        page.push_str(&format!("Vouched    by {}, with the locker open, {}\n", vouched.device, vouched.at));
    }
    page.push_str(&objections(case));
    if let Some(lost_since) = case.lost_since {
        page.push_str(&format!("Lost since {lost_since}\n"));
    }
    if view.wrong_codes > 0 {
        page.push_str(&format!("Wrong codes {} (the third closes the case)\n", view.wrong_codes));
    }
    page.truncate(page.trim_end().len());
    page
}

/// Where a case stands.
pub(in crate::cli) fn standing(case: &CaseView) -> String {
    let due = case.due.map_or_else(|| "the end of the waiting period".to_owned(), |due| due.to_string());
    match case.state {
        CaseState::Committed => "the phone has not shown its key yet".into(),
        CaseState::Open => "open: waits for the first officer".into(),
        CaseState::Approving => format!("waits for more officers; due {due}"),
        CaseState::Waiting => format!("approved; waits until {due}"),
        CaseState::Ready => "ready: the owner can carry it out".into(),
        CaseState::Reissued => "done: the Locker ID was re-issued".into(),
        CaseState::Rejected => format!("rejected: {}", case.reason.as_deref().unwrap_or("no reason given")),
        CaseState::Vetoed => "vetoed: goes on once two officers have seen the owner face to face".into(),
        CaseState::Closed => "closed after three wrong codes".into(),
        CaseState::Expired => "expired".into(),
    }
}

fn approved(approval: &ApprovedBy) -> String {
    let evidence = if approval.evidence.is_empty() { "no words on evidence" } else { &approval.evidence };
    let how = if approval.face_to_face { "face to face" } else { "remotely" };
    let lost = approval.lost_since.map_or_else(String::new, |since| format!("; phone lost since {since}"));
    format!("{}, {how}, {}: {evidence}{lost}", approval.staff, approval.at)
}

fn looked_at(document: &SeenDocument) -> String {
    let checks: Vec<&str> = document.checks.iter().map(|check| check.text()).collect();
    format!("{}: {}", document.kind.text(), checks.join(", "))
}

/// The vetoes, and what they mean for the officer who reads this.
fn objections(case: &CaseView) -> String {
    let mut words = String::new();
    for (number, veto) in case.vetoes.iter().enumerate() {
        let label = if number == 0 { "Vetoed by " } else { "          " };
        let unlocked = if veto.unlocked { ", which had just opened the locker" } else { ", without an unlock" };
        words.push_str(&format!("{label} {}{unlocked}, {}\n", veto.device, veto.at));
    }
    if case.state == CaseState::Vetoed {
        words.push_str(
            "           Remote approvals no longer count: two officers must see the owner, each with \
             `case approve ... --face-to-face`.\n",
        );
    }
    words
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use dlocker_protocol::case::{Check, DocumentKind, Documents, PresentedView, VetoView, VouchedView};
    use dlocker_protocol::{CaseId, DeviceId, Handle, Timestamp};

    fn vetoed(vetoes: Vec<VetoView>) -> StaffCaseView {
        let case = CaseView {
            id: CaseId::from_array([1; 16]),
            state: if vetoes.is_empty() { CaseState::Approving } else { CaseState::Vetoed },
            opened: Timestamp::from_millis(0),
            device: None,
            approvals: 1,
            approvals_needed: 2,
            due: None,
            reason: None,
            vetoes,
            lost_since: Some(Timestamp::from_millis(86_400_000)),
            presented: vec![PresentedView {
                entry: "national-id".into(),
                issuer: "did:web:issuer.example".into(),
                claims: 3,
                at: Timestamp::from_millis(0),
            }],
            vouched: vec![VouchedView { device: DeviceId::from_array([3; 16]), at: Timestamp::from_millis(0) }],
            transcript: None,
        };
        let approved = ApprovedBy {
            staff: "officer1".into(),
            at: Timestamp::from_millis(0),
            evidence: String::new(),
            face_to_face: true,
            lost_since: None,
            approval: dlocker_protocol::Digest::plain(b"approval"),
            passkey: false,
            documents: Documents::new([(DocumentKind::Passport, vec![Check::Photo, Check::Name])])
                .map(|seen| seen.as_slice().to_vec())
                .unwrap(),
        };
        let handle = Handle::parse("owner@example.com").unwrap();
        let (age, needs) = (0, Vec::new());
        StaffCaseView { case, handle, known: true, age, needs, approved_by: vec![approved], wrong_codes: 0 }
    }

    #[test]
    fn a_vetoed_case_says_by_whom_and_what_officers_do_now() {
        let by = |device, unlocked| VetoView {
            device: DeviceId::from_array([device; 16]),
            unlocked,
            at: Timestamp::from_millis(0),
        };
        let page = page(&vetoed(vec![by(2, false), by(3, true)]));
        for words in [
            "without an unlock",
            "which had just opened the locker",
            "--face-to-face",
            "officer1, face to face",
            "looked at: passport: photo, name",
            "national-id, issued by did:web:issuer.example, 3 claims agree",
            "Lost since 1970-01-02",
        ] {
            assert!(page.contains(words), "{words} in {page}");
        }
        assert_eq!(page.matches("Vetoed by").count(), 1, "{page}");
    }

    #[test]
    fn a_veto_that_is_overridden_is_told_and_asks_for_nothing_more() {
        let by = VetoView { device: DeviceId::from_array([2; 16]), unlocked: false, at: Timestamp::from_millis(0) };
        let mut view = vetoed(vec![by]);
        view.case.state = CaseState::Waiting;
        let page = page(&view);
        assert!(page.contains("Vetoed by") && !page.contains("--face-to-face"), "{page}");
    }

    #[test]
    fn a_case_that_nobody_vetoed_says_nothing_of_it() {
        let page = page(&vetoed(Vec::new()));
        assert!(!page.contains("Vetoed") && !page.contains("--face-to-face"), "{page}");
    }
}
