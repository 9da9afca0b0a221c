//! Mail, over SMTP.

use std::time::{Duration, SystemTime};

use dlocker_bank::telling::{Letter, MailAddress};
use dlocker_store::vault::Outgoing;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::{PATIENCE, chain};
use crate::config::{MailConfig, MailSecurity};
use crate::server::StartError;

/// Sends mail by the bank's server; a connection for each.
pub(crate) struct Mailer {
    from: MailAddress,
    server: AsyncSmtpTransport<Tokio1Executor>,
}

impl Mailer {
    /// Reads the password, if one is named. Connects to nothing yet.
    ///
    /// # Errors
    /// [`StartError`] if the password cannot be read, or TLS cannot be set up.
    pub(crate) fn open(config: &MailConfig) -> Result<Self, StartError> {
        let tls = || {
            TlsParameters::new(config.host.clone())
                .map_err(|e| StartError::Machine(format!("mail over TLS cannot be set up: {}", chain(&e))))
        };
        let tls = match config.security {
            MailSecurity::None => Tls::None,
            MailSecurity::StartTls => Tls::Required(tls()?),
            MailSecurity::Tls => Tls::Wrapper(tls()?),
        };
        let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host);
        let mut server = server.port(config.port).tls(tls).timeout(Some(PATIENCE));
        if let Some((user, file)) = &config.login {
            let shown = file.display();
            let password = std::fs::read_to_string(file).map_err(|e| {
                StartError::Misuse(format!("telling.password_file: {shown} cannot be read: {e}"))
            })?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            server = server.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self { from: config.from.clone(), server: server.build() })
    }

    /// Hands one over.
    pub(super) async fn send(&self, outgoing: &Outgoing, letter: &Letter) -> Result<(), String> {
        let message = self.message(outgoing, letter)?;
        let sent = tokio::time::timeout(PATIENCE, self.server.send(message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(chain(&error)),
            Err(_) => Err("the mail server did not answer in time".to_owned()),
        }
    }

    fn message(&self, outgoing: &Outgoing, letter: &Letter) -> Result<Message, String> {
        let address = |text: &str| text.parse::<Address>().map_err(|e| e.to_string());
        let to = outgoing.message.to.as_deref().ok_or("it has no address")?;
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
