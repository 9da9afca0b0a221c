//! What can be written after `dlockerd`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use dlocker_protocol::case::{CaseCode, Check, DocumentKind, Documents};
use dlocker_protocol::staff::StaffName;
use dlocker_protocol::{CaseId, DeviceId, Handle, PasskeyId, Timestamp};

use super::failure::EXIT_CODES;

/// The bank's program.
#[derive(Parser)]
#[command(name = "dlockerd", version, about = "The bank's side of dLocker", after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// Print one JSON value on stdout, and everything else on stderr
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Run the bank
    Serve(ServeArgs),
    /// Who works at the bank
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Invite a customer
    Invite(InviteArgs),
    /// Recovery cases: a customer lost their phone
    #[command(subcommand)]
    Case(CaseCommand),
    /// A customer's locker: look at it, freeze it after a call, lift that again
    #[command(subcommand)]
    Locker(LockerCommand),
    /// The certificate under which Locker IDs are issued
    #[command(subcommand)]
    Issuer(IssuerCommand),
    /// Examine a data folder without changing it
    Doctor(DoctorArgs),
}

#[derive(Subcommand)]
pub(super) enum IssuerCommand {
    /// Print a request (PKCS #10) for a certificate of the issuer key, for a bank with certificates of its own
    Request(IssuerRequestArgs),
}

#[derive(Subcommand)]
pub(super) enum StaffCommand {
    /// Add a member of staff, on the bank's own machine; counts at once, also while the bank runs
    Add(StaffAddArgs),
    /// Make a link by which a member of staff registers a passkey on the bank's page, once, within 15 minutes
    Passkey(StaffPasskeyArgs),
    /// Everybody who works at the bank, with their passkeys
    List(StaffListArgs),
    /// Remove a member of staff, or one passkey of theirs; their sessions end at once
    Remove(StaffRemoveArgs),
    /// What members of staff did, oldest first
    Audit(StaffAuditArgs),
}

#[derive(Subcommand)]
pub(super) enum CaseCommand {
    /// All cases that are not over, and those that ended lately
    List(CaseListArgs),
    /// One case
    Show(CaseShowArgs),
    /// Approve a recovery, after identifying the owner and comparing the code on their new phone
    Approve(CaseApproveArgs),
    /// Reject a recovery
    Reject(CaseRejectArgs),
}

#[derive(Subcommand)]
pub(super) enum LockerCommand {
    /// Devices, methods, changes that wait, cases; never anything of the wallet
    Show(LockerShowArgs),
    /// Stop openings and changes at once; backups and recoveries go on
    Freeze(LockerFreezeArgs),
    /// Lift a freeze, or give an identified owner's device its guesses back
    Thaw(LockerThawArgs),
    /// Suspend a device that was reported lost, while a recovery case is under way
    SuspendDevice(LockerSuspendArgs),
}

#[derive(Args)]
pub(super) struct ServeArgs {
    /// The data folder; made if it is missing
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: PathBuf,
    /// Where to listen, say 127.0.0.1:8700; port 0 lets the system choose
    #[arg(long, value_name = "ADDRESS")]
    pub(super) listen: SocketAddr,
    /// The settings, bank.toml; without it the defaults hold
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The folder of the keys; by default beside the data folder, and never inside it
    #[arg(long, value_name = "FOLDER")]
    pub(super) keys: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct StaffAddArgs {
    /// Name of the person: 1 to 64 of a-z 0-9 . _ @ + -
    #[arg(value_parser = staff_name)]
    pub(super) name: StaffName,
    /// The data folder of the bank
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: PathBuf,
    /// Where to write the person's key; must not exist yet
    #[arg(long, value_name = "FILE")]
    pub(super) key_out: PathBuf,
    /// The handle of the person's own locker, whose recovery they must not approve
    #[arg(long, value_parser = handle)]
    pub(super) handle: Option<Handle>,
}

#[derive(Args)]
pub(super) struct StaffPasskeyArgs {
    /// Name of the person, as `staff add` was given it
    #[arg(value_parser = staff_name)]
    pub(super) name: StaffName,
    /// The data folder of the bank
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: PathBuf,
}

#[derive(Args)]
pub(super) struct StaffListArgs {
    /// The data folder of the bank
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: PathBuf,
}

#[derive(Args)]
pub(super) struct StaffRemoveArgs {
    /// Name of the person
    #[arg(value_parser = staff_name)]
    pub(super) name: StaffName,
    /// The data folder of the bank
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: PathBuf,
    /// Only this passkey of theirs; `staff list` shows its id
    #[arg(long, value_name = "ID", value_parser = passkey)]
    pub(super) passkey: Option<PasskeyId>,
}

#[derive(Args)]
pub(super) struct StaffAuditArgs {
    /// The data folder of the bank
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: PathBuf,
    /// Only what was done since then, say 2026-11-20T18:00:00Z
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(super) from: Option<Timestamp>,
}

/// Where the bank is, and as whom to ask.
#[derive(Args)]
pub(super) struct ConsoleArgs {
    /// Address of the bank, say https://bank.example
    #[arg(long, value_name = "URL")]
    pub(super) bank: String,
    /// The key file that `staff add` wrote
    #[arg(long, value_name = "FILE")]
    pub(super) staff_key: PathBuf,
}

#[derive(Args)]
pub(super) struct InviteArgs {
    #[command(flatten)]
    pub(super) console: ConsoleArgs,
    /// By which the customer names their locker when the phone is gone, say an e-mail address
    #[arg(long, value_parser = handle)]
    pub(super) handle: Handle,
    /// Make it an offer for any wallet app (OpenID4VCI), with a link, a QR code, and six digits that go to the customer apart
    #[arg(long)]
    pub(super) offer: bool,
}

#[derive(Args)]
pub(super) struct CaseListArgs {
    #[command(flatten)]
    pub(super) console: ConsoleArgs,
}

#[derive(Args)]
pub(super) struct CaseShowArgs {
    /// Which case
    #[arg(value_parser = case)]
    pub(super) case: CaseId,
    #[command(flatten)]
    pub(super) console: ConsoleArgs,
}

#[derive(Args)]
pub(super) struct CaseApproveArgs {
    /// Which case
    #[arg(value_parser = case)]
    pub(super) case: CaseId,
    /// The six digits that the owner reads out from their new phone
    #[arg(long)]
    pub(super) code: CaseCode,
    /// How the owner was identified, in words; kept with the approval
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, value_parser = evidence)]
    pub(super) evidence: String,
    /// The owner stood before you: counts after a veto too
    #[arg(long)]
    pub(super) face_to_face: bool,
    /// Since when the owner has not had the phone, say 2026-11-20T18:00:00Z; backups and changes after that are not trusted
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(super) lost_since: Option<Timestamp>,
    /// A document that the owner showed, and what was looked at on it; once for each document
    #[arg(long = "document", value_name = "KIND=CHECK,…", value_parser = document, long_help = DOCUMENTS)]
    pub(super) documents: Vec<(DocumentKind, Vec<Check>)>,
    #[command(flatten)]
    pub(super) console: ConsoleArgs,
}

/// What `--document` takes. A test compares it with the lists of the protocol.
pub(super) const DOCUMENTS: &str = "\
A document that the owner showed, and what was looked at on it; once for each document. Never a number or a copy of it. Face to face \
everything before the + must have been looked at:
  passport=photo,name,birth-date,expiry,features,machine-readable + chip
  identity-card=photo,name,birth-date,expiry,features + machine-readable,chip
  residence-permit=photo,name,birth-date,expiry,features + machine-readable,chip
  driving-licence=photo,name,birth-date,expiry,features + machine-readable
  bank-records=name,birth-date,signature,questions + photo";

#[derive(Args)]
pub(super) struct CaseRejectArgs {
    /// Which case
    #[arg(value_parser = case)]
    pub(super) case: CaseId,
    /// Why; whoever opened the case sees it
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    pub(super) reason: String,
    #[command(flatten)]
    pub(super) console: ConsoleArgs,
}

/// Whose locker, and who asks.
#[derive(Args)]
pub(super) struct LockerShowArgs {
    /// Handle of the customer
    #[arg(value_parser = handle)]
    pub(super) handle: Handle,
    #[command(flatten)]
    pub(super) console: ConsoleArgs,
}

#[derive(Args)]
pub(super) struct LockerFreezeArgs {
    #[command(flatten)]
    pub(super) locker: LockerShowArgs,
    /// The owner was identified: the freeze does not lapse by itself
    #[arg(long)]
    pub(super) confirmed: bool,
}

#[derive(Args)]
pub(super) struct LockerThawArgs {
    #[command(flatten)]
    pub(super) locker: LockerShowArgs,
    /// The owner was identified face to face: give the guesses of frozen methods back to this device alone
    #[arg(long, value_name = "DEVICE", value_parser = device)]
    pub(super) guesses_for: Option<DeviceId>,
}

#[derive(Args)]
pub(super) struct LockerSuspendArgs {
    #[command(flatten)]
    pub(super) locker: LockerShowArgs,
    /// Which device
    #[arg(value_name = "ID", value_parser = device)]
    pub(super) device: DeviceId,
}

#[derive(Args)]
pub(super) struct IssuerRequestArgs {
    /// The data folder
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: PathBuf,
    /// The folder of the keys; by default beside the data folder
    #[arg(long, value_name = "FOLDER")]
    pub(super) keys: Option<PathBuf>,
    /// The address by which owners and wallets reach the bank: its host goes into the request
    #[arg(long, value_name = "URL")]
    pub(super) public_url: String,
}

#[derive(Args)]
pub(super) struct DoctorArgs {
    /// The data folder
    #[arg(long, value_name = "FOLDER")]
    pub(super) data: PathBuf,
    /// The folder of the keys; by default beside the data folder
    #[arg(long, value_name = "FOLDER")]
    pub(super) keys: Option<PathBuf>,
}

fn staff_name(text: &str) -> Result<StaffName, String> {
    StaffName::parse(text).map_err(|e| e.to_string())
}

fn handle(text: &str) -> Result<Handle, String> {
    Handle::parse(text).map_err(|e| e.to_string())
}

fn device(text: &str) -> Result<DeviceId, String> {
    text.parse().map_err(|_| "write it as `locker show` does: device-…".into())
}

fn passkey(text: &str) -> Result<PasskeyId, String> {
    text.parse().map_err(|_| "write it as `staff list` does: passkey-…".into())
}

fn case(text: &str) -> Result<CaseId, String> {
    text.parse().map_err(|_| "write it as `case list` does: case-…".into())
}

fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "write date, time and zone, say 2026-11-20T18:00:00Z".into())
}

fn evidence(text: &str) -> Result<String, String> {
    if text.len() > 2000 { Err("at most 2,000 bytes".into()) } else { Ok(text.to_owned()) }
}

fn document(text: &str) -> Result<(DocumentKind, Vec<Check>), String> {
    let kinds = || DocumentKind::ALL.map(DocumentKind::text).join(", ");
    let (kind, checks) =
        text.split_once('=').ok_or("write the kind, =, and what was looked at, say passport=photo,expiry")?;
    let kind: DocumentKind = kind.parse().map_err(|()| format!("the kinds are {}", kinds()))?;
    let one = |check: &str| check.parse().map_err(|()| format!("`{check}` is nothing that is looked at"));
    let checks = checks.split(',').map(one).collect::<Result<Vec<Check>, String>>()?;
    match Documents::new([(kind, checks.clone())]) {
        Some(_) => Ok((kind, checks)),
        None => Err(format!("something stands twice, or is not looked at on this kind: {}", kind.text())),
    }
}

fn reason(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("say why".into()) } else { evidence(text) }
}
