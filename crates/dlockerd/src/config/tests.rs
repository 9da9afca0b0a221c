#![allow(clippy::unwrap_used)]

use dlocker_protocol::roster::EvidenceKind;

use super::*;

fn parse(text: &str) -> Result<BankConfig, BadConfig> {
    BankConfig::parse(text, Path::new("/etc/bank"))
}

#[test]
fn an_empty_file_gives_the_documented_defaults() {
    let config = parse("").unwrap();
    assert_eq!(config, BankConfig::default());
    let hour = 3_600_000;
    let recovery = config.limits.recovery;
    assert_eq!((recovery.wait, recovery.wait_min, recovery.wait_max), (72 * hour, 24 * hour, 720 * hour));
    assert_eq!(recovery.approvals, 2);
    let guesses = config.limits.guesses;
    assert_eq!((guesses.pin, guesses.passphrase, guesses.kit, guesses.first_wait), (10, 100, 100, 30_000));
    assert_eq!((config.limits.changes.wait, config.limits.changes.first_day), (24 * hour, 24 * hour));
    assert_eq!((config.limits.freeze_life, config.limits.rotation_grace), (72 * hour, 24 * hour));
    assert_eq!(config.limits.locker_bytes, 10 << 30);
    assert_eq!((config.rates.concurrent_requests, config.rates.openings_per_minute), (50, 60));
    assert_eq!((config.rates.enrolments_per_minute, config.rates.changes_per_minute), (60, 60));
    assert_eq!(config.rates.sign_ins_per_minute, 60);
    assert_eq!((config.limits.staff.session_life, config.limits.staff.session_idle), (8 * hour, hour / 2));
    assert_eq!(config.page, PageConfig { party: None, serve: true, allow_origins: Vec::new() });
}

#[test]
fn passkeys_count_at_the_page_that_is_named_or_follows_from_the_address() {
    let origin = |text: &str, address: &str| {
        let party = parse(text).unwrap().party(address.parse().unwrap());
        party.map(|party| (party.origin().to_owned(), party.id().to_owned()))
    };
    let is = |origin: &str, id: &str| Some((origin.to_owned(), id.to_owned()));
    let tls = "[tls]\ncertificate = \"c\"\nkey = \"k\"";
    assert_eq!(origin("", "127.0.0.1:8700"), is("http://localhost:8700", "localhost"));
    assert_eq!(origin("", "[::1]:8700"), is("http://localhost:8700", "localhost"));
    assert_eq!(origin(tls, "127.0.0.1:8700"), is("https://localhost:8700", "localhost"));
    assert_eq!(origin(tls, "0.0.0.0:443"), None, "nobody knows by which name this is reached");
    let url = "public_url = \"https://bank.example/locker\"";
    assert_eq!(origin(url, "0.0.0.0:80"), is("https://bank.example", "bank.example"));
    let named = "public_url = \"https://bank.example\"\n[page]\norigin = \"https://page.example\"";
    assert_eq!(origin(named, "127.0.0.1:80"), is("https://page.example", "page.example"));
}

#[test]
fn every_setting_is_read() {
    let config = parse(
        r#"
        public_url = "https://locker.example"
        [recovery]
        wait = "0s"
        wait_min = "0s"
        wait_max = "7d"
        approvals = 1
        documents = true
        [guesses]
        pin = 5
        passphrase = 6
        kit = 7
        first_wait = "500ms"
        [changes]
        wait = "15m"
        first_day = "0s"
        [freeze]
        life = "2d"
        [rotation]
        grace = "2h"
        [quota]
        locker_bytes = "64KiB"
        [invites]
        life = "3d"
        [limits]
        concurrent_requests = 1
        openings_per_minute = 2
        cases_per_minute = 3
        enrolments_per_minute = 4
        changes_per_minute = 5
        sign_ins_per_minute = 6
        [staff]
        session_life = "4h"
        session_idle = "5m"
        [page]
        origin = "https://page.example"
        serve = false
        allow_origins = ["https://other.example", "http://localhost:5173"]
        [telling]
        smtp = "smtps://mail.example:8465"
        from = "locker@bank.example"
        user = "locker"
        password_file = "mail.password"
        webhook = "https://hooks.bank.example/told?from=locker"
        per_day = 7
        first_pause = "30s"
        [tls]
        certificate = "chain.pem"
        key = "/secret/key.pem"
        "#,
    )
    .unwrap();
    assert_eq!(config.limits.recovery.wait, 0);
    assert_eq!(config.limits.recovery.wait_max, 7 * duration::DAY);
    assert!(config.limits.recovery.documents && !Limits::default().recovery.documents);
    assert_eq!(config.limits.guesses.first_wait, 500);
    assert_eq!((config.limits.changes.wait, config.limits.changes.first_day), (900_000, 0));
    assert_eq!(config.limits.freeze_life, 2 * duration::DAY);
    assert_eq!(config.limits.rotation_grace, 7_200_000);
    assert_eq!(config.limits.locker_bytes, 65_536);
    assert_eq!(config.limits.invite_life, 3 * duration::DAY);
    assert_eq!((config.rates.enrolments_per_minute, config.rates.changes_per_minute), (4, 5));
    assert_eq!(config.rates.sign_ins_per_minute, 6);
    assert_eq!((config.limits.staff.session_life, config.limits.staff.session_idle), (14_400_000, 300_000));
    assert_eq!(config.page.party.as_ref().map(RelyingParty::origin), Some("https://page.example"));
    assert_eq!((config.page.serve, config.page.allow_origins.len()), (false, 2));
    let mail = config.telling.mail.unwrap();
    assert_eq!((mail.host.as_str(), mail.port, mail.security), ("mail.example", 8465, MailSecurity::Tls));
    let login = ("locker".to_owned(), Path::new("/etc/bank/mail.password").to_owned());
    assert_eq!((mail.from.as_str(), mail.login), ("locker@bank.example", Some(login)));
    assert_eq!(config.telling.webhook.unwrap().as_str(), "https://hooks.bank.example/told?from=locker");
    let telling = config.limits.telling;
    assert_eq!((telling.mail, telling.webhook, telling.per_day, telling.first_pause), (true, true, 7, 30_000));
    let tls = config.tls.unwrap();
    assert_eq!(tls.certificate, Path::new("/etc/bank/chain.pem"), "relative to the file");
    assert_eq!(tls.key, Path::new("/secret/key.pem"));
}

#[test]
fn a_bank_that_waits_zero_seconds_needs_no_other_setting() {
    assert_eq!(parse("[recovery]\nwait = \"0s\"").unwrap().limits.recovery.wait, 0);
}

#[test]
fn an_owner_asks_for_no_less_evidence_than_the_bank_unless_it_lets_them() {
    let bounds = |text: &str| parse(&format!("[recovery]\n{text}")).unwrap().limits.recovery.bounds();
    let numbers = |text: &str| (bounds(text).needed, bounds(text).needed_min, bounds(text).needed_max);
    assert_eq!(numbers(""), (2, 2, 3));
    assert_eq!(numbers("approvals = 1"), (1, 1, 3));
    assert_eq!(numbers("approvals = 5"), (5, 5, 5));
    assert_eq!(numbers("needed_min = 1\nneeded_max = 4"), (2, 1, 4));
    assert_eq!((bounds("").wait_agreed_min, bounds("wait_agreed = false").wait_agreed_min), (Some(0), None));
    assert_eq!(bounds("wait_agreed_min = \"12h\"").wait_agreed_min, Some(12 * 3600));
    let kinds: Vec<_> = bounds("evidence = [\"credential\"]").from.iter().map(EvidenceKind::word).collect();
    assert_eq!(kinds, ["officer", "credential"], "officers always count");
}

#[test]
fn mail_is_protected_by_tls_everywhere_but_on_this_machine() {
    let security = |smtp: &str| {
        let text = format!("[telling]\nsmtp = \"{smtp}\"\nfrom = \"locker@bank.example\"");
        let mail = parse(&text).unwrap().telling.mail.unwrap();
        (mail.host, mail.port, mail.security)
    };
    let is = |host: &str, port, security| (host.to_owned(), port, security);
    assert_eq!(security("smtp://mail.example"), is("mail.example", 587, MailSecurity::StartTls));
    assert_eq!(security("smtps://mail.example/"), is("mail.example", 465, MailSecurity::Tls));
    assert_eq!(security("smtp://192.0.2.1:25"), is("192.0.2.1", 25, MailSecurity::StartTls));
    assert_eq!(security("smtp://localhost"), is("localhost", 25, MailSecurity::None));
    assert_eq!(security("smtp://[::1]:2525"), is("::1", 2525, MailSecurity::None));
    assert_eq!(security("smtps://127.0.0.1"), is("127.0.0.1", 465, MailSecurity::Tls));
    assert_eq!(security("smtp://localhost.example"), is("localhost.example", 587, MailSecurity::StartTls));
    let here = "[telling]\nsmtp = \"smtp://localhost\"\nfrom = \"locker@bank.example\"\nca_file = \"ca.pem\"";
    let mail = parse(here).unwrap().telling.mail.unwrap();
    assert_eq!((mail.port, mail.security), (587, MailSecurity::StartTls), "who names an authority wants TLS");
}

#[test]
fn bad_values_are_refused_in_words_that_name_them() {
    for (text, named) in [
        ("[recovery]\nwait = 72", "invalid type"),
        ("[recovery]\nwait = \"72\"", "not a duration"),
        ("[recovery]\nwait = \"72 h\"", "not a duration"),
        ("[recovery]\nwait = \"h\"", "not a duration"),
        ("[recovery]\nwait = \"\"", "not a duration"),
        ("[recovery]\nwait = \"-1h\"", "not a duration"),
        ("[recovery]\nwait = \"1.5h\"", "not a duration"),
        ("[recovery]\nwait = \"1h30m\"", "not a duration"),
        ("[recovery]\nwait = \"4000d\"", "not a duration"),
        ("[recovery]\nwait = \"99999999999999999999d\"", "not a duration"),
        ("[recovery]\nwait_min = \"31d\"", "longer than recovery.wait_max"),
        ("[recovery]\napprovals = 0", "recovery.approvals"),
        ("[recovery]\nneeded_min = 0", "recovery.needed_min"),
        ("[recovery]\nneeded_max = 101", "recovery.needed_max"),
        ("[recovery]\nneeded_min = 4", "more than recovery.needed_max"),
        ("[recovery]\nevidence = [\"officer\", \"person\"]", "unknown variant `person`"),
        ("[recovery]\nwait_agreed = \"no\"", "invalid type"),
        ("[recovery]\napprovals = -1", "approvals"),
        ("[recovery]\nwiat = \"1h\"", "unknown field `wiat`"),
        ("[recovry]", "unknown field `recovry`"),
        ("[guesses]\npin = 0", "guesses.pin"),
        ("[guesses]\npassphrase = 0", "guesses.passphrase"),
        ("[guesses]\nkit = 1000001", "guesses.kit"),
        ("[guesses]\nfirst_wait = true", "invalid type"),
        ("[quota]\nlocker_bytes = \"10GB\"", "not a size"),
        ("[quota]\nlocker_bytes = \"10\"", "not a size"),
        ("[quota]\nlocker_bytes = \"9999999999TiB\"", "not a size"),
        ("[quota]\nlocker_bytes = \"1KiB\"", "less than 64KiB"),
        ("[invites]\nlife = \"0s\"", "invites.life"),
        ("[changes]\nfirst_day = 24", "invalid type"),
        ("[changes]\nfirstday = \"24h\"", "unknown field `firstday`"),
        ("[freeze]\nlife = \"0s\"", "freeze.life"),
        ("[freeze]\nlife = \"forever\"", "not a duration"),
        ("[limits]\nchanges_per_minute = 0", "limits.changes_per_minute"),
        ("[limits]\nconcurrent_requests = 0", "limits.concurrent_requests"),
        ("[limits]\nopenings_per_minute = 0", "limits.openings_per_minute"),
        ("[limits]\nsign_ins_per_minute = 0", "limits.sign_ins_per_minute"),
        ("[staff]\nsession_life = \"0s\"", "staff.session_life"),
        ("[staff]\nsession_idle = \"0s\"", "staff.session_idle"),
        ("[page]\norigin = \"https://bank.example/\"", "page.origin"),
        ("[page]\norigin = \"http://bank.example\"", "page.origin"),
        ("[page]\norigin = \"https://192.0.2.1\"", "names, not to addresses"),
        ("[page]\nallow_origins = [\"*\"]", "page.allow_origins"),
        ("[page]\nserve = \"yes\"", "invalid type"),
        ("[telling]\nsmtp = \"smtp://mail.example\"", "telling.from"),
        ("[telling]\nfrom = \"locker@bank.example\"", "telling.smtp"),
        ("[telling]\nsmtp = \"http://mail.example\"\nfrom = \"locker@bank.example\"", "telling.smtp"),
        ("[telling]\nsmtp = \"smtp://u:p@mail.example\"\nfrom = \"locker@bank.example\"", "telling.smtp"),
        ("[telling]\nsmtp = \"smtp://mail.example/x\"\nfrom = \"locker@bank.example\"", "telling.smtp"),
        ("[telling]\nsmtp = \"smtp://mail.example\"\nfrom = \"Bank <locker@bank.example>\"", "telling.from"),
        ("[telling]\nca_file = \"ca.pem\"", "telling.ca_file"),
        ("[telling]\nuser = \"locker\"", "telling.password_file"),
        ("[telling]\nuser = \"locker\"\npassword_file = \"x\"", "telling.smtp"),
        ("[telling]\nwebhook = \"http://hooks.example\"", "telling.webhook"),
        ("[telling]\nwebhook = \"https://u:p@hooks.example\"", "telling.webhook"),
        ("[telling]\nper_day = 0", "telling.per_day"),
        ("[telling]\nfirst_pause = \"0s\"", "telling.first_pause"),
        ("[telling]\nstmp = \"x\"", "unknown field `stmp`"),
        ("[tls]\ncertificate = \"a\"", "missing field `key`"),
        ("public_url = \"http://locker.example\"", "public_url"),
        ("public_url = \"https://\"", "public_url"),
        ("[recovery\nwait = \"1h\"", "TOML parse error"),
    ] {
        let message = parse(text).unwrap_err().to_string();
        assert!(message.contains(named), "{text:?} says: {message}");
    }
}

#[test]
fn an_unknown_setting_is_named_with_its_line() {
    let message = parse("[guesses]\npin = 9\nfist_wait = \"1s\"\n").unwrap_err().to_string();
    assert!(message.contains("line 3") && message.contains("fist_wait"), "{message}");
}

#[test]
fn a_missing_file_is_named() {
    let message = BankConfig::read(Path::new("/nowhere/bank.toml")).unwrap_err().to_string();
    assert!(message.contains("/nowhere/bank.toml"), "{message}");
}

#[test]
fn an_identity_provider_shuts_local_passkeys_out_unless_the_settings_say_otherwise() {
    use dlocker_protocol::staff::Role;
    let short = "[staff.oidc]\nissuer = \"https://id.bank.example\"\nclient_id = \"dlocker\"\n";
    let config = parse(short).unwrap();
    let oidc = config.oidc.unwrap();
    assert_eq!((oidc.name_claim.as_str(), oidc.roles_claim.as_str()), ("preferred_username", "roles"));
    assert_eq!((oidc.scopes, oidc.client_secret_file), (vec!["openid".to_owned(), "profile".to_owned()], None));
    assert_eq!(oidc.roles.get("auditor"), Some(&Role::Auditor));
    assert!(config.limits.staff.by_provider && !config.limits.staff.by_passkey);
    let config = parse(&format!(
        "{short}client_secret_file = \"secret\"\nlocal_sign_in = true\n[staff.oidc.roles]\ncounter = \"teller\"\n"
    ));
    let config = config.unwrap();
    assert!(config.limits.staff.by_passkey);
    let oidc = config.oidc.unwrap();
    assert_eq!(oidc.client_secret_file, Some("/etc/bank/secret".into()));
    assert_eq!((oidc.roles.len(), oidc.roles.get("teller")), (1, None), "roles that are named are all that there are");
    assert!(BankConfig::default().limits.staff.by_passkey, "and without a provider nothing changes");
    for bad in [
        "[staff.oidc]\nclient_id = \"x\"",
        "[staff.oidc]\nissuer = \"http://id.bank.example\"\nclient_id = \"x\"",
        "[staff.oidc]\nissuer = \"https://id.bank.example#x\"\nclient_id = \"x\"",
        "[staff.oidc]\nissuer = \"id\"\nclient_id = \"x\"",
        "[staff.oidc]\nissuer = \"https://id.bank.example\"\nclient_id = \"\"",
        &format!("{short}scopes = [\"profile\"]"),
        &format!("{short}roles = {{}}"),
        &format!("{short}roles = {{ counter = \"boss\" }}"),
        &format!("{short}secret = \"x\""),
    ] {
        assert!(parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn wallets_encrypt_their_answers_unless_the_settings_say_otherwise() {
    let mode = |text: &str| parse(text).map(|config| config.wallets.response_mode);
    assert_eq!(mode("").unwrap(), ResponseMode::DirectPostJwt);
    assert_eq!(mode("[identity]\nresponse_mode = \"direct_post.jwt\"").unwrap(), ResponseMode::DirectPostJwt);
    assert_eq!(mode("[identity]\nresponse_mode = \"direct_post\"").unwrap(), ResponseMode::DirectPost);
    for other in ["fragment", "", "direct-post-jwt", "DIRECT_POST"] {
        let refused = mode(&format!("[identity]\nresponse_mode = \"{other}\"")).unwrap_err();
        assert!(refused.to_string().contains("direct_post.jwt"), "{refused}");
    }
}
