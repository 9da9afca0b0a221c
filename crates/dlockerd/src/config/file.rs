//! The file as written: every section and setting, unknown ones refused with their line.

use std::path::{Path, PathBuf};

use dlocker_bank::Limits;
use dlocker_bank::limits::{ChangeLimits, GuessLimits, StaffLimits};
use dlocker_evidence::trust::EntrySettings;
use dlocker_protocol::passkey::RelyingParty;
use serde::Deserialize;

use super::duration::Duration;
use super::oidc::Oidc;
use super::recovery::Recovery;
use super::size::Size;
use super::telling::Telling;
use super::{BadConfig, BankConfig, ClientIdPrefix, PageConfig, ResponseMode, TlsFiles, WalletConfig};
use crate::rates::RateSettings;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct BankFile {
    public_url: Option<String>,
    recovery: Recovery,
    guesses: Guesses,
    changes: Changes,
    freeze: Freeze,
    rotation: Rotation,
    quota: Quota,
    invites: Invites,
    limits: Rates,
    staff: Staff,
    page: Page,
    telling: Telling,
    identity: Identity,
    issuer: Issuer,
    tls: Option<Tls>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Guesses {
    pin: Option<u32>,
    passphrase: Option<u32>,
    kit: Option<u32>,
    first_wait: Option<Duration>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Changes {
    wait: Option<Duration>,
    first_day: Option<Duration>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Freeze {
    life: Option<Duration>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Rotation {
    grace: Option<Duration>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Quota {
    locker_bytes: Option<Size>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Invites {
    life: Option<Duration>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Rates {
    concurrent_requests: Option<u32>,
    openings_per_minute: Option<u32>,
    cases_per_minute: Option<u32>,
    enrolments_per_minute: Option<u32>,
    changes_per_minute: Option<u32>,
    sign_ins_per_minute: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Staff {
    session_life: Option<Duration>,
    session_idle: Option<Duration>,
    oidc: Option<Oidc>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Page {
    origin: Option<String>,
    serve: Option<bool>,
    allow_origins: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Identity {
    trust: Vec<EntrySettings>,
    client_id: Option<ClientIdPrefix>,
    response_mode: Option<ResponseMode>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Issuer {
    certificate: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tls {
    certificate: PathBuf,
    key: PathBuf,
}

impl BankFile {
    /// Fills in the defaults and checks what one setting means for another.
    pub(super) fn check(mut self, folder: &Path) -> Result<BankConfig, BadConfig> {
        let default = BankConfig::default();
        let (telling, telling_limits) = self.telling.check(&default.limits.telling, folder)?;
        let oidc = self.staff.oidc.take().map(|oidc| oidc.check(folder)).transpose()?;
        let mut staff = self.staff.check(default.limits.staff)?;
        staff.by_provider = oidc.is_some();
        staff.by_passkey = oidc.as_ref().is_none_or(|oidc| oidc.local_sign_in);
        let limits = Limits {
            recovery: self.recovery.check(&default.limits.recovery)?,
            guesses: self.guesses.check(&default.limits.guesses)?,
            changes: self.changes.fill(&default.limits.changes),
            freeze_life: self.freeze.check(default.limits.freeze_life)?,
            rotation_grace: millis(self.rotation.grace, default.limits.rotation_grace),
            locker_bytes: self.quota.check(default.limits.locker_bytes)?,
            invite_life: self.invites.check(default.limits.invite_life)?,
            staff,
            telling: telling_limits,
        };
        let config = BankConfig {
            limits,
            rates: self.limits.check(default.rates)?,
            page: self.page.check()?,
            telling,
            tls: self.tls.map(|tls| TlsFiles { certificate: folder.join(tls.certificate), key: folder.join(tls.key) }),
            public_url: self.public_url.map(check_url).transpose()?,
            issuer_certificate: self.issuer.certificate.map(|file| folder.join(file)),
            oidc,
            wallets: self.identity.wallets(),
            trust: self.identity.entries(folder),
        };
        // Better said now than when the first wallet answers.
        config.trust_list()?;
        Ok(config)
    }
}

impl Identity {
    fn wallets(&self) -> WalletConfig {
        WalletConfig { client_id: self.client_id, response_mode: self.response_mode.unwrap_or_default() }
    }

    /// The entries, with the files of trust anchors found from the folder of the configuration.
    fn entries(self, folder: &Path) -> Vec<EntrySettings> {
        let found = |issuer: String| match issuer.strip_prefix("x5c:") {
            Some(file) => format!("x5c:{}", folder.join(file).display()),
            None => issuer,
        };
        let entry =
            |entry: EntrySettings| EntrySettings { issuers: entry.issuers.into_iter().map(found).collect(), ..entry };
        self.trust.into_iter().map(entry).collect()
    }
}

impl Guesses {
    fn check(self, default: &GuessLimits) -> Result<GuessLimits, BadConfig> {
        let guesses = 1..=1_000_000;
        Ok(GuessLimits {
            pin: within("guesses.pin", self.pin.unwrap_or(default.pin), guesses.clone())?,
            passphrase: within("guesses.passphrase", self.passphrase.unwrap_or(default.passphrase), guesses.clone())?,
            kit: within("guesses.kit", self.kit.unwrap_or(default.kit), guesses)?,
            first_wait: millis(self.first_wait, default.first_wait),
        })
    }
}

impl Changes {
    fn fill(self, default: &ChangeLimits) -> ChangeLimits {
        ChangeLimits { wait: millis(self.wait, default.wait), first_day: millis(self.first_day, default.first_day) }
    }
}

impl Freeze {
    fn check(self, default: u64) -> Result<u64, BadConfig> {
        match millis(self.life, default) {
            0 => Err(BadConfig("freeze.life is zero: a freeze after a call would hold nothing up".into())),
            life => Ok(life),
        }
    }
}

impl Quota {
    fn check(self, default: u64) -> Result<u64, BadConfig> {
        let bytes = self.locker_bytes.map_or(default, |size| size.0);
        if bytes < 64 << 10 {
            return Err(BadConfig("quota.locker_bytes is less than 64KiB: not one backup would fit".into()));
        }
        Ok(bytes)
    }
}

impl Invites {
    fn check(self, default: u64) -> Result<u64, BadConfig> {
        match millis(self.life, default) {
            0 => Err(BadConfig("invites.life is zero: no invite could ever be used".into())),
            life => Ok(life),
        }
    }
}

impl Staff {
    fn check(self, default: StaffLimits) -> Result<StaffLimits, BadConfig> {
        let (life, idle) = (self.session_life, self.session_idle);
        let limits = StaffLimits {
            session_life: millis(life, default.session_life),
            session_idle: millis(idle, default.session_idle),
            ..default
        };
        if limits.session_life == 0 || limits.session_idle == 0 {
            return Err(BadConfig(
                "staff.session_life or staff.session_idle is zero: whoever signs in would be out at once".into(),
            ));
        }
        Ok(limits)
    }
}

impl Page {
    fn check(self) -> Result<PageConfig, BadConfig> {
        let party = |name: &str, origin: &str| {
            RelyingParty::of_origin(origin).map_err(|e| BadConfig(format!("{name} is {origin:?}: {e}")))
        };
        for origin in &self.allow_origins {
            party("page.allow_origins", origin)?;
        }
        Ok(PageConfig {
            party: self.origin.map(|origin| party("page.origin", &origin)).transpose()?,
            serve: self.serve.unwrap_or(true),
            allow_origins: self.allow_origins,
        })
    }
}

impl Rates {
    fn check(self, default: RateSettings) -> Result<RateSettings, BadConfig> {
        let rate = |name, value: Option<u32>, default| within(name, value.unwrap_or(default), 1..=1_000_000);
        Ok(RateSettings {
            concurrent_requests: rate(
                "limits.concurrent_requests",
                self.concurrent_requests,
                default.concurrent_requests,
            )?,
            openings_per_minute: rate(
                "limits.openings_per_minute",
                self.openings_per_minute,
                default.openings_per_minute,
            )?,
            cases_per_minute: rate("limits.cases_per_minute", self.cases_per_minute, default.cases_per_minute)?,
            enrolments_per_minute: rate(
                "limits.enrolments_per_minute",
                self.enrolments_per_minute,
                default.enrolments_per_minute,
            )?,
            changes_per_minute: rate("limits.changes_per_minute", self.changes_per_minute, default.changes_per_minute)?,
            sign_ins_per_minute: rate(
                "limits.sign_ins_per_minute",
                self.sign_ins_per_minute,
                default.sign_ins_per_minute,
            )?,
        })
    }
}

pub(super) fn millis(duration: Option<Duration>, default: u64) -> u64 {
    duration.map_or(default, |duration| duration.0)
}

pub(super) fn within(name: &str, value: u32, range: std::ops::RangeInclusive<u32>) -> Result<u32, BadConfig> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(BadConfig(format!("{name} is {value}: write a number from {} to {}", range.start(), range.end())))
}

fn check_url(url: String) -> Result<String, BadConfig> {
    match url.strip_prefix("https://") {
        Some(host) if !host.is_empty() && !host.contains(char::is_whitespace) => Ok(url),
        _ => {
            Err(BadConfig(format!("public_url is {url:?}: write the https:// address by which owners reach this bank")))
        }
    }
}
