//! Mail, over SMTP.

use std::path::Path;
use std::time::{Duration, SystemTime};

use dlocker_bank::telling::{Failure, Letter, MailAddress};
use dlocker_store::vault::Outgoing;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
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
            MailSecurity::StartTls | MailSecurity::Tls => Some(tls(&config.host)?),
        };
        let login = config.login.as_ref().map(|(user, file)| login(user, file)).transpose()?;
        let (host, port, security) = (config.host.clone(), config.port, config.security);
        Ok(Self { from: config.from.clone(), host, port, security, tls, login })
    }

    /// Hands one over.
    pub(super) async fn send(&self, outgoing: &Outgoing, letter: &Letter) -> Result<(), Failure> {
        let to = outgoing.message.to.as_deref().ok_or_else(|| Failure::passing("it has no address"))?;
        let message = self.message(outgoing, to, letter).map_err(Failure::passing)?;
        let sent = tokio::time::timeout(PATIENCE, self.hand_over(&message)).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(failure)) => Err(Failure { why: without(to, failure.why), ..failure }),
            Err(_) => Err(Failure::passing("the mail server did not answer in time")),
        }
    }

    /// Command by command, because only a lasting refusal (5xx) of the recipient ends a message: what the server says of the bank's own password or address,
    /// the operator can mend.
    async fn hand_over(&self, message: &Message) -> Result<(), Failure> {
        let mut server = self.connect().await.map_err(|e| passing(&e))?;
        let handed = deliver(&mut server, message).await;
        server.abort().await;
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

async fn deliver(server: &mut AsyncSmtpConnection, message: &Message) -> Result<(), Failure> {
    let (envelope, text) = (message.envelope(), message.formatted());
    server.command(Mail::new(envelope.from().cloned(), Vec::new())).await.map_err(|e| passing(&e))?;
    for to in envelope.to() {
        server.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(|e| {
            if e.is_permanent() {
                Failure::for_good(format!("the mail server takes nothing for this address: {}", chain(&e)))
            } else {
                passing(&e)
            }
        })?;
    }
    server.command(Data).await.map_err(|e| passing(&e))?;
    server.message(&text).await.map(drop).map_err(|e| passing(&e))
}

fn passing(error: &Error) -> Failure {
    Failure::passing(chain(error))
}

fn tls(host: &str) -> Result<TlsParameters, StartError> {
    let made = TlsParameters::new(host.to_owned());
    made.map_err(|e| StartError::Machine(format!("mail over TLS cannot be set up: {}", chain(&e))))
}

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
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;

    use super::{MailAddress, MailSecurity, Mailer, Message, without};

    /// A mail server for one connection, which answers a command that begins with `refused` with `with`, and takes everything else.
    fn server(refused: &'static str, with: &'static str) -> Mailer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let mut say = |words: &str| stream.write_all(format!("{words}\r\n").as_bytes()).unwrap();
            say("220 mail.example");
            let mut reads_text = false;
            for line in lines.map_while(Result::ok) {
                match line.as_str() {
                    "." => (reads_text, _) = (false, say("250 taken")),
                    _ if reads_text => {}
                    line if line.starts_with(refused) => say(with),
                    "DATA" => (reads_text, _) = (true, say("354 go on")),
                    "QUIT" => return,
                    _ => say("250 well"),
                }
            }
        });
        let from = MailAddress::parse("locker@bank.example").unwrap();
        Mailer { from, host: "127.0.0.1".into(), port, security: MailSecurity::None, tls: None, login: None }
    }

    fn message() -> Message {
        let builder = Message::builder().from("locker@bank.example".parse().unwrap());
        builder.to("owner@example.com".parse().unwrap()).subject("s").body("words".to_owned()).unwrap()
    }

    #[tokio::test]
    async fn only_a_lasting_refusal_of_the_recipient_ends_a_message() {
        assert_eq!(server("NOTHING", "").hand_over(&message()).await, Ok(()));
        for (refused, with, for_good) in [
            ("RCPT", "550 5.1.1 nobody here", true),
            ("RCPT", "450 4.2.1 come back later", false),
            ("MAIL", "550 5.7.1 not from you", false),
            ("DATA", "554 5.7.0 not now", false),
        ] {
            let failure = server(refused, with).hand_over(&message()).await.unwrap_err();
            assert_eq!(failure.for_good, for_good, "{refused} {with}: {failure:?}");
            assert!(failure.why.contains(&with[4..]), "the operator sees why: {failure:?}");
        }
    }

    #[test]
    fn p9_the_words_of_a_server_do_not_carry_the_address_on() {
        let said = without("owner@example.com", "550 <Owner@Example.com> is nobody here".to_owned());
        assert!(!said.to_lowercase().contains("owner@example.com"), "{said}");
        assert_eq!(without("owner@example.com", "connection refused".to_owned()), "connection refused");
    }
}
