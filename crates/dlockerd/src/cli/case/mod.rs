//! `dlockerd case`: recovery cases at the officer's desk.

mod page;

use dlocker_protocol::case::{Approval, ApproveRequest, Check, DocumentKind, Documents, RejectRequest, StaffCaseView};
use dlocker_protocol::passkey::Vouched;
use dlocker_protocol::signature::Draft;
use dlocker_protocol::{CaseId, Timestamp};

use super::args::{CaseApproveArgs, CaseListArgs, CaseRejectArgs, CaseShowArgs, ConsoleArgs};
use super::print::{Done, to_json};
use super::{Exit, Failure};
use crate::clock;
use crate::console::Console;
use page::{line, page};

pub(super) use page::standing;

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
    let now = clock::now();
    not_in_the_future(args.lost_since, now)?;
    let console = open(&args.console).await?;
    let before: StaffCaseView = console.get(&path(args.case)).await?;
    let Some(transcript) = before.case.transcript else {
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
        at: now,
        face_to_face: args.face_to_face,
        lost_since: args.lost_since,
        documents: documents(args.documents)?,
    };
    let request = ApproveRequest { approval: Vouched::Signed(console.sign(Draft::new(approval))) };
    let after: StaffCaseView = console.post(&format!("{}/approve", path(args.case)), &request).await?;
    Ok(Done::new(to_json(&after)?, format!("Approved.\n\n{}", page(&after))))
}

/// Rejects a case.
pub(super) async fn reject(args: CaseRejectArgs) -> Result<Done, Failure> {
    let request = RejectRequest { reason: args.reason, order: None };
    let after: StaffCaseView =
        open(&args.console).await?.post(&format!("{}/reject", path(args.case)), &request).await?;
    Ok(Done::new(to_json(&after)?, format!("Rejected.\n\n{}", page(&after))))
}

/// A loss lies behind: a slip of the pen here would choose another backup than the owner's newest good one.
fn not_in_the_future(lost_since: Option<Timestamp>, now: Timestamp) -> Result<(), Failure> {
    match lost_since {
        Some(lost_since) if lost_since > now => {
            let words = format!(
                "--lost-since {lost_since} lies in the future. Nothing was approved. Ask the owner when they last had the phone."
            );
            Err(Failure::new(Exit::Misuse, "usage", words))
        }
        Some(_) | None => Ok(()),
    }
}

/// What was shown, if something was; a kind that stands twice is a slip.
fn documents(given: Vec<(DocumentKind, Vec<Check>)>) -> Result<Option<Documents>, Failure> {
    if given.is_empty() {
        return Ok(None);
    }
    let twice = || Failure::new(Exit::Misuse, "usage", "--document names a kind twice. Nothing was approved.");
    Documents::new(given).map(Some).ok_or_else(twice)
}

async fn open(args: &ConsoleArgs) -> Result<Console, Failure> {
    Ok(Console::open(&args.bank, &args.staff_key).await?)
}

fn path(case: CaseId) -> String {
    format!("/v1/staff/cases/{case}")
}
