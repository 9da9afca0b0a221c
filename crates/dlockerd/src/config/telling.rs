//! `[telling]`: who is told, and by which way.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use dlocker_bank::limits::TellingLimits;
use dlocker_bank::telling::MailAddress;
use reqwest::Url;
use serde::Deserialize;

use super::BadConfig;
use super::duration::Duration;

/// By which ways a bank tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TellingConfig {
    /// The mail server, if owners are told by mail.
    pub mail: Option<MailConfig>,
    /// The address to which the bank's own systems are told.
    pub webhook: Option<Url>,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailConfig {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: MailSecurity,
    /// From whom mail comes.
    pub from: MailAddress,
    /// User, and the file with the password.
    pub login: Option<(String, PathBuf)>,
    /// PEM file of the authorities that vouch for the server, in place of those of this machine.
    pub ca: Option<PathBuf>,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailSecurity {
    /// Not at all: the server is on this machine.
    None,
    /// TLS from the first byte.
    Tls,
    /// TLS before anything is said that matters; without it nothing is sent.
    StartTls,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Telling {
    smtp: Option<String>,
    from: Option<String>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
    webhook: Option<String>,
    per_day: Option<u32>,
    first_pause: Option<Duration>,
}

impl Telling {
    pub(super) fn check(
        self,
        default: &TellingLimits,
        folder: &Path,
    ) -> Result<(TellingConfig, TellingLimits), BadConfig> {
        let per_day = super::file::within("telling.per_day", self.per_day.unwrap_or(default.per_day), 1..=10_000)?;
        let first_pause = self.first_pause.map_or(default.first_pause, |pause| pause.0);
        if first_pause == 0 {
            return Err(BadConfig(
                "telling.first_pause is zero: a server that is down would be asked without a pause".into(),
            ));
        }
        let webhook = self.webhook.as_deref().map(check_webhook).transpose()?;
        let login = match (self.user, self.password_file) {
            (None, None) => None,
            (Some(user), Some(file)) => Some((user, folder.join(file))),
            _ => {
                return Err(BadConfig(
                    "telling.user and telling.password_file go together: write both, or neither".into(),
                ));
            }
        };
        let ca = self.ca_file.map(|file| folder.join(file));
        let mail = match (self.smtp.as_deref(), self.from.as_deref()) {
            (Some(smtp), Some(from)) => Some(check_mail(smtp, from, login, ca)?),
            (None, None) if login.is_none() && ca.is_none() => None,
            _ => return Err(BadConfig("telling.smtp and telling.from go together, and a user or telling.ca_file needs both: write the server and the address from which mail comes".into())),
        };
        let limits = TellingLimits { mail: mail.is_some(), webhook: webhook.is_some(), per_day, first_pause };
        Ok((TellingConfig { mail, webhook }, limits))
    }
}

fn check_mail(
    smtp: &str,
    from: &str,
    login: Option<(String, PathBuf)>,
    ca: Option<PathBuf>,
) -> Result<MailConfig, BadConfig> {
    let refused = || {
        BadConfig(format!(
            "telling.smtp is {smtp:?}: write smtps://HOST, or smtp://HOST for a server that takes TLS by STARTTLS, with a port if it is another one"
        ))
    };
    let url = Url::parse(smtp).map_err(|_| refused())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(refused)?.to_owned();
    let plain = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    if !plain || !url.username().is_empty() || url.password().is_some() {
        return Err(refused());
    }
    let (security, usual) = match url.scheme() {
        "smtps" => (MailSecurity::Tls, 465),
        // Who names an authority wants TLS, here too.
        "smtp" if is_here(&host) && ca.is_none() => (MailSecurity::None, 25),
        "smtp" => (MailSecurity::StartTls, 587),
        _ => return Err(refused()),
    };
    let from = MailAddress::parse(from)
        .map_err(|_| BadConfig(format!("telling.from is {from:?}: write one plain e-mail address")))?;
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    Ok(MailConfig { host, port: url.port().unwrap_or(usual), security, from, login, ca })
}

fn check_webhook(webhook: &str) -> Result<Url, BadConfig> {
    let refused = || {
        BadConfig(
            "telling.webhook: write an https:// address; http:// is for this machine alone, and a user or a fragment does not belong there"
                .into(),
        )
    };
    let url = Url::parse(webhook).map_err(|_| refused())?;
    let host = url.host_str().ok_or_else(refused)?;
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_here(host));
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if safe && plain { Ok(url) } else { Err(refused()) }
}

/// Whether a host is this machine: `localhost`, or a loopback address.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
