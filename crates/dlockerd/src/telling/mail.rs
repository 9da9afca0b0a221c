//! Mail, over SMTP.

use std::time::{Duration, SystemTime};

use dlocker_bank::telling::{Letter, MailAddress};
use dlocker_store::vault::Outgoing;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use zeroize::Zeroizing;

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
            let password = std::fs::read_to_string(file)
                .map(Zeroizing::new)
                .map_err(|e| StartError::Misuse(format!("telling.password_file: {shown} cannot be read: {e}")))?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            server = server.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self { from: config.from.clone(), server: server.build() })
    }

    /// Hands one over.
    pub(super) async fn send(&self, outgoing: &Outgoing, letter: &Letter) -> Result<(), String> {
        let to = outgoing.message.to.as_deref().ok_or("it has no address")?;
        let message = self.message(outgoing, to, letter)?;
        let sent = tokio::time::timeout(PATIENCE, self.server.send(message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(without(to, chain(&error))),
            Err(_) => Err("the mail server did not answer in time".to_owned()),
        }
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
