//! Mail servers as banks have them: with a password, with TLS by an authority of the bank's own, and with what they refuse.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a story fails loudly, and waits"
)]

use std::time::{Duration, Instant};

use dlocker_stories::authority::Authority;
use dlocker_stories::post::{Setup, Tls};
use dlocker_stories::town::HANDLE;
use dlocker_stories::{Config, Phone, Post, Town};

fn town() -> Town {
    Town::with(&Config::quick().set("recovery", "wait", "\"1h\""))
}

/// From now on the bank tells by this server, and tries soon again.
fn tells_by(town: &mut Town, scheme: &str, post: &Post, more: &[(&str, &str)]) {
    let mut config = town.config().clone().set("telling", "smtp", &format!("\"{scheme}://{}\"", post.address()));
    config = config.set("telling", "from", "\"locker@bank.example\"").set("telling", "first_pause", "\"200ms\"");
    for (key, value) in more {
        config = config.set("telling", key, &format!("\"{value}\""));
    }
    town.set(config);
}

/// Something that is told: a stranger has talked one officer into approving.
fn alarm(town: &Town, name: &str) {
    let case = Phone::new(&town.scene, name).recover(&town.bank, HANDLE);
    town.officers[0].approve(&case.id, &case.code).done();
}

#[track_caller]
fn printed(town: &Town, words: &str) {
    let started = Instant::now();
    while !town.bank.printed().contains(words) {
        assert!(started.elapsed() < Duration::from_secs(30), "{words:?} should be in {}", town.bank.printed());
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn login() -> Option<(String, String)> {
    Some(("locker".into(), "s3cret words".into()))
}

const LOGIN: [(&str, &str); 3] = [("user", "locker"), ("password_file", "mail.password"), ("ca_file", "house.pem")];

#[test]
fn mail_goes_with_a_password_over_tls_that_the_banks_own_authority_vouches_for() {
    let mut town = town();
    let house = Authority::new(&town.scene, "house");
    let certificate = Some(house.vouch(&town.scene, "post"));
    town.scene.write("mail.password", "s3cret words\n");
    let setup = Setup { tls: Tls::StartTls, certificate, login: login(), ..Setup::default() };
    let mut post = Post::set_up(&town.scene, setup.clone());
    tells_by(&mut town, "smtp", &post, &LOGIN);
    alarm(&town, "one");
    let _ = post.wait_for(1);
    assert!(post.printed().contains("PLAIN: let in"), "{}", post.printed());
    post.change(Setup { tls: Tls::AtOnce, without: vec!["PLAIN"], ..setup });
    tells_by(&mut town, "smtps", &post, &LOGIN);
    alarm(&town, "two");
    let _ = post.wait_for(2);
    assert!(post.printed().contains("LOGIN: let in"), "{}", post.printed());
}

#[test]
fn a_wrong_password_holds_mail_up_and_loses_none() {
    let mut town = town();
    let house = Authority::new(&town.scene, "house");
    let certificate = Some(house.vouch(&town.scene, "post"));
    town.scene.write("mail.password", "another");
    let post = Post::set_up(&town.scene, Setup { tls: Tls::AtOnce, certificate, login: login(), ..Setup::default() });
    tells_by(&mut town, "smtps", &post, &LOGIN);
    alarm(&town, "one");
    printed(&town, "it is tried again");
    printed(&town, "535");
    assert!(!town.bank.printed().contains("another"), "the password is not printed");
    let shown = town.officers[0].run(&["locker", "show", HANDLE]).done().json();
    assert_eq!(shown["untold"], 1, "{shown}");
    assert!(post.letters().is_empty());
    town.scene.write("mail.password", "s3cret words");
    town.bank.crash();
    let _ = post.wait_for(1);
}

#[test]
fn a_server_by_another_authority_gets_nothing() {
    let mut town = town();
    let (_house, other) = (Authority::new(&town.scene, "house"), Authority::new(&town.scene, "other"));
    let certificate = Some(other.vouch(&town.scene, "post"));
    town.scene.write("mail.password", "s3cret words");
    let mut post = Post::set_up(
        &town.scene,
        Setup { tls: Tls::AtOnce, certificate: certificate.clone(), login: login(), ..Setup::default() },
    );
    tells_by(&mut town, "smtps", &post, &LOGIN);
    alarm(&town, "one");
    printed(&town, "certificate");
    post.change(Setup { tls: Tls::StartTls, certificate, login: login(), ..Setup::default() });
    tells_by(&mut town, "smtp", &post, &LOGIN);
    printed(&town, "certificate");
    assert!(post.letters().is_empty());
    assert!(!post.printed().contains("PLAIN:"), "nor the password: {}", post.printed());
}

#[test]
fn a_server_without_tls_gets_nothing_where_tls_is_asked() {
    let mut town = town();
    let _house = Authority::new(&town.scene, "house");
    town.scene.write("mail.password", "s3cret words");
    let post = Post::set_up(&town.scene, Setup { login: login(), ..Setup::default() });
    tells_by(&mut town, "smtp", &post, &LOGIN);
    alarm(&town, "one");
    printed(&town, "STARTTLS is not supported");
    assert!(post.letters().is_empty());
    assert!(!post.printed().contains("PLAIN:"), "nor the password: {}", post.printed());
}

#[test]
fn an_address_that_is_nobodys_is_given_up_at_once() {
    let mut town = town();
    let refuse = Some(("RCPT", "550 5.1.1 nobody here"));
    let mut post = Post::set_up(&town.scene, Setup { refuse, ..Setup::default() });
    tells_by(&mut town, "smtp", &post, &[]);
    alarm(&town, "one");
    printed(&town, "it is not tried again");
    post.change(Setup::default());
    std::thread::sleep(Duration::from_secs(3));
    assert!(post.letters().is_empty(), "it is over");
}

#[test]
fn what_the_bank_can_mend_is_tried_until_the_server_takes_it() {
    let mut town = town();
    let mut post = Post::shut(&town.scene);
    post.change(Setup::default());
    tells_by(&mut town, "smtp", &post, &[]);
    let refusals = [
        ("RCPT", "450 4.2.1 come back later"),
        ("RCPT", "550 relay not permitted"),
        ("RCPT", "554 5.7.1 Relay access denied"),
        ("MAIL", "550 5.1.1 not from you"),
        ("DATA", "554 5.7.0 not now"),
    ];
    for (n, refuse) in refusals.into_iter().enumerate() {
        post.change(Setup { refuse: Some(refuse), ..Setup::default() });
        alarm(&town, &format!("caller{n}"));
        printed(&town, &refuse.1[4..]);
        post.change(Setup::default());
        let _ = post.wait_for(n + 1);
    }
    assert!(!town.bank.printed().contains("it is not tried again"), "{}", town.bank.printed());
}

#[test]
fn a_server_that_takes_mail_and_does_not_take_leave_gets_it_once() {
    let mut town = town();
    let post = Post::set_up(&town.scene, Setup { deaf: true, ..Setup::default() });
    tells_by(&mut town, "smtp", &post, &[]);
    alarm(&town, "one");
    let _ = post.wait_for(1);
    std::thread::sleep(Duration::from_secs(36));
    assert_eq!(post.letters().len(), 1, "what was taken is not sent again");
    assert!(!town.bank.printed().contains("it is tried again"), "{}", town.bank.printed());
}
