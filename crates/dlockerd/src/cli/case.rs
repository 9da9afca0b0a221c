//! `dlockerd case`: recovery cases at the officer's desk.

use dlocker_protocol::CaseId;
use dlocker_protocol::case::{Approval, ApproveRequest, CaseState, RejectRequest, StaffCaseView};
use dlocker_protocol::signature::Draft;
use serde::Serialize;
use serde_json::Value;

use super::args::{CaseApproveArgs, CaseListArgs, CaseRejectArgs, CaseShowArgs, ConsoleArgs};
use super::print::Done;
use super::{Exit, Failure};
use crate::clock;
use crate::console::Console;

/// All cases.
pub(super) async fn list(args: CaseListArgs) -> Result<Done, Failure> {
    let cases: Vec<StaffCaseView> = open(&args.console).await?.get("/v1/staff/cases").await?;
    let words = match cases.as_slice() {
        [] => "No recovery cases.".to_owned(),
        cases => cases.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    Ok(Done::new(to_json(&cases)?, words))
}

/// One case.
pub(super) async fn show(args: CaseShowArgs) -> Result<Done, Failure> {
    let view: StaffCaseView = open(&args.console).await?.get(&path(args.case)).await?;
    Ok(Done::new(to_json(&view)?, page(&view)))
}

/// Signs the approval over the transcript as it stands at the bank, with the code as the owner read it out.
pub(super) async fn approve(args: CaseApproveArgs) -> Result<Done, Failure> {
    let console = open(&args.console).await?;
    let before: StaffCaseView = console.get(&path(args.case)).await?;
    let Some(transcript) = before.transcript else {
        let words = "The phone that opened this case has not shown its key yet, so there is nothing to approve. Ask the owner to let it finish, then try again.";
        return Err(Failure::new(Exit::NotYet, "waiting", words));
    };
    let approval = Approval {
        trustee: console.trustee(),
        case: args.case,
        transcript,
        code: args.code.to_string(),
        evidence: args.evidence,
        staff: console.staff().to_string(),
        at: clock::now(),
    };
    let request = ApproveRequest { approval: console.sign(Draft::new(approval)) };
    let after: StaffCaseView = console.post(&format!("{}/approve", path(args.case)), &request).await?;
    Ok(Done::new(to_json(&after)?, format!("Approved.\n\n{}", page(&after))))
}

/// Rejects a case.
pub(super) async fn reject(args: CaseRejectArgs) -> Result<Done, Failure> {
    let request = RejectRequest { reason: args.reason };
    let after: StaffCaseView =
        open(&args.console).await?.post(&format!("{}/reject", path(args.case)), &request).await?;
    Ok(Done::new(to_json(&after)?, format!("Rejected.\n\n{}", page(&after))))
}

async fn open(args: &ConsoleArgs) -> Result<Console, Failure> {
    Ok(Console::open(&args.bank, &args.staff_key).await?)
}

fn path(case: CaseId) -> String {
    format!("/v1/staff/cases/{case}")
}

fn to_json(value: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|e| Failure::new(Exit::Unexpected, "json", e.to_string()))
}

fn line(view: &StaffCaseView) -> String {
    let case = &view.case;
    format!(
        "{}  {}  opened {}  {} of {} approvals  {}",
        case.id,
        view.handle,
        case.opened,
        case.approvals,
        case.approvals_needed,
        standing(view)
    )
}

fn page(view: &StaffCaseView) -> String {
    let case = &view.case;
    let mut page = format!(
        "Case       {}\nHandle     {}{}\nOpened     {}\nState      {}\nApprovals  {} of {}\n",
        case.id,
        view.handle,
        if view.known { "" } else { "  (no locker has this handle)" },
        case.opened,
        standing(view),
        case.approvals,
        case.approvals_needed
    );
    for approval in &view.approved_by {
        let evidence = if approval.evidence.is_empty() { "no words on evidence" } else { &approval.evidence };
        page.push_str(&format!("           {}, {}: {evidence}\n", approval.staff, approval.at));
    }
    if view.wrong_codes > 0 {
        page.push_str(&format!("Wrong codes {} (the third closes the case)\n", view.wrong_codes));
    }
    page.truncate(page.trim_end().len());
    page
}

fn standing(view: &StaffCaseView) -> String {
    let case = &view.case;
    let due = case.due.map_or_else(|| "the end of the waiting period".to_owned(), |due| due.to_string());
    match case.state {
        CaseState::Committed => "the phone has not shown its key yet".into(),
        CaseState::Open => "open: waits for the first officer".into(),
        CaseState::Approving => format!("waits for more officers; due {due}"),
        CaseState::Waiting => format!("approved; waits until {due}"),
        CaseState::Ready => "ready: the owner can carry it out".into(),
        CaseState::Reissued => "done: the Locker ID was re-issued".into(),
        CaseState::Rejected => format!("rejected: {}", case.reason.as_deref().unwrap_or("no reason given")),
        CaseState::Vetoed => "stopped by a device of the locker".into(),
        CaseState::Closed => "closed after three wrong codes".into(),
        CaseState::Expired => "expired".into(),
    }
}
