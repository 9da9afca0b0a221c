//! Mail, over SMTP.

use std::error::Error as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use dlocker_bank::telling::{Failure, Letter, MailAddress};
use dlocker_store::vault::Outgoing;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use zeroize::Zeroizing;

use super::{PATIENCE, chain};
use crate::config::{MailConfig, MailSecurity};
use crate::server::StartError;

/// Sends mail by the bank's server; a connection for each.
pub(crate) struct Mailer {
    from: MailAddress,
    host: String,
    port: u16,
    security: MailSecurity,
    /// None where nothing is protected.
    tls: Option<TlsParameters>,
    login: Option<Credentials>,
}

impl Mailer {
    /// Reads the password, if one is named. Connects to nothing yet.
    ///
    /// # Errors
    /// [`StartError`] if the password cannot be read, or TLS cannot be set up.
    pub(crate) fn open(config: &MailConfig) -> Result<Self, StartError> {
        let tls = match config.security {
            MailSecurity::None => None,
            MailSecurity::StartTls | MailSecurity::Tls => Some(tls(&config.host, config.ca.as_deref())?),
        };
        let login = config.login.as_ref().map(|(user, file)| login(user, file)).transpose()?;
        let (host, port, security) = (config.host.clone(), config.port, config.security);
        Ok(Self { from: config.from.clone(), host, port, security, tls, login })
    }

    /// Hands one over.
    pub(super) async fn send(&self, outgoing: &Outgoing, letter: &Letter) -> Result<(), Failure> {
        let to = outgoing.message.to.as_deref().ok_or_else(|| Failure::passing("it has no address"))?;
        let message = self.message(outgoing, to, letter).map_err(Failure::passing)?;
        let sent = self.hand_over(&message).await;
        sent.map_err(|failure| Failure { why: without(to, failure.why), ..failure })
    }

    /// Nothing that happens after the server took the message makes a failure of it: it would be sent a second time, knowingly.
    async fn hand_over(&self, message: &Message) -> Result<(), Failure> {
        let patience = |_| Failure::passing("the mail server did not answer in time");
        let handing = async {
            let mut server = self.connect().await.map_err(|e| passing(&e))?;
            let handed = deliver(&mut server, message).await;
            Ok((server, handed))
        };
        let (mut server, handed) = tokio::time::timeout(PATIENCE, handing).await.map_err(patience)??;
        // A server that does not take leave is left.
        let _ = tokio::time::timeout(LEAVE, server.abort()).await;
        handed
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let name = ClientId::default();
        let at_once = self.tls.clone().filter(|_| self.security == MailSecurity::Tls);
        let at = (self.host.as_str(), self.port);
        let mut server = AsyncSmtpConnection::connect_tokio1(at, Some(PATIENCE), &name, at_once, None).await?;
        if self.security == MailSecurity::StartTls
            && let Some(tls) = &self.tls
        {
            server.starttls(tls.clone(), &name).await?;
        }
        if let Some(login) = &self.login {
            server.auth(DEFAULT_MECHANISMS, login).await?;
        }
        Ok(server)
    }

    fn message(&self, outgoing: &Outgoing, to: &str, letter: &Letter) -> Result<Message, String> {
        let address = |text: &str| text.parse::<Address>().map_err(|e| e.to_string());
        let made = SystemTime::UNIX_EPOCH + Duration::from_millis(outgoing.message.made.millis());
        Message::builder()
            .from(address(self.from.as_str())?.into())
            .to(address(to)?.into())
            .subject(&letter.subject)
            .date(made)
            .message_id(Some(format!("<{}@{}>", outgoing.id(), self.from.host())))
            .header(AutoSubmitted)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|e| chain(&e))
    }
}

/// As the library's own `send`, but command by command: what was refused is not said by the whole exchange. Addresses and text are ASCII already.
async fn deliver(server: &mut AsyncSmtpConnection, message: &Message) -> Result<(), Failure> {
    let (envelope, text) = (message.envelope(), message.formatted());
    server.command(Mail::new(envelope.from().cloned(), Vec::new())).await.map_err(|e| passing(&e))?;
    for to in envelope.to() {
        server.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(|e| refused(&e))?;
    }
    server.command(Data).await.map_err(|e| passing(&e))?;
    server.message(&text).await.map(drop).map_err(|e| passing(&e))
}

/// What it means that a recipient was refused. 5xx alone says little: a relay that does not know the bank, or wants a password, says 550 here too, and the
/// operator can mend that; no alarm may be lost by it. Only the status of RFC 3463 that speaks of the address ends a message.
fn refused(error: &Error) -> Failure {
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let status = words.split_whitespace().next().unwrap_or_default();
    if error.is_permanent() && OF_THE_ADDRESS.contains(&status) {
        Failure::for_good(format!("the mail server takes nothing for this address: {}", chain(error)))
    } else {
        passing(error)
    }
}

/// No such mailbox, no such host, not an address, moved away, a host that takes no mail (RFC 7505), mailbox disabled.
const OF_THE_ADDRESS: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/// How long a server may take over a farewell.
const LEAVE: Duration = Duration::from_secs(2);

fn passing(error: &Error) -> Failure {
    Failure::passing(chain(error))
}

/// The authorities in the file vouch for the server, and no others; without one, those that this machine believes.
fn tls(host: &str, ca: Option<&Path>) -> Result<TlsParameters, StartError> {
    let mut tls = TlsParameters::builder(host.to_owned());
    if let Some(file) = ca {
        let bad = |why: String| StartError::Misuse(format!("telling.ca_file: {} {why}", file.display()));
        let pem = std::fs::read(file).map_err(|e| bad(format!("cannot be read: {e}")))?;
        if !pem.windows(BEGIN.len()).any(|piece| piece == BEGIN) {
            return Err(bad("holds no certificate: write PEM".to_owned()));
        }
        let roots = Certificate::from_pem(&pem).map_err(|e| bad(format!("is not PEM: {}", chain(&e))))?;
        tls = tls.certificate_store(CertificateStore::None).add_root_certificate(roots);
    }
    tls.build().map_err(|e| StartError::Machine(format!("mail over TLS cannot be set up: {}", chain(&e))))
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn login(user: &str, file: &Path) -> Result<Credentials, StartError> {
    let shown = file.display();
    let password = std::fs::read_to_string(file)
        .map(Zeroizing::new)
        .map_err(|e| StartError::Misuse(format!("telling.password_file: {shown} cannot be read: {e}")))?;
    Ok(Credentials::new(user.to_owned(), password.trim_end_matches(['\r', '\n']).to_owned()))
}

/// A server's words go to the log and the outbox, and there the owner's address does not belong.
fn without(to: &str, why: String) -> String {
    if why.to_ascii_lowercase().contains(&to.to_ascii_lowercase()) {
        "the mail server refused the address, in words that name it".to_owned()
    } else {
        why
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834), so that no absent person's answer comes back.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn p9_the_words_of_a_server_do_not_carry_the_address_on() {
        let said = without("owner@example.com", "550 <Owner@Example.com> is nobody here".to_owned());
        assert!(!said.to_lowercase().contains("owner@example.com"), "{said}");
        assert_eq!(without("owner@example.com", "connection refused".to_owned()), "connection refused");
    }
}
