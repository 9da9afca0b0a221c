//! The owner is told by mail and the bank by its webhook, by a real mail server: in plain words, once, whatever is down meanwhile, and not without end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a story fails loudly, and waits"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use dlocker_protocol::bank::BankView;
use dlocker_protocol::signature::http::{content_digest, parse_signature};
use dlocker_protocol::{Digest, TrusteeId};
use dlocker_stories::authority::Authority;
use dlocker_stories::canary::seen;
use dlocker_stories::exit::MISUSE;
use dlocker_stories::hook::Delivery;
use dlocker_stories::outcome::text;
use dlocker_stories::post::{Letter, Setup, Tls};
use dlocker_stories::town::{CANARY, HANDLE, waits};
use dlocker_stories::{Config, Hook, Phone, Post, Scene, Town};

/// Recoveries and changes that wait for an hour, and a bank that tells by this server.
fn config(post: &Post) -> Config {
    let smtp = format!("\"smtp://{}\"", post.address());
    let config = Config::quick().set("recovery", "wait", "\"1h\"").set("changes", "wait", "\"1h\"");
    let config = config.set("telling", "smtp", &smtp).set("telling", "from", "\"locker@bank.example\"");
    config.set("telling", "first_pause", "\"200ms\"")
}

/// A town whose bank was told afterwards by which server to tell: the server needs the town's folder.
fn town(post: impl FnOnce(&Scene) -> Post) -> (Town, Post) {
    let mut town = Town::new();
    let post = post(&town.scene);
    town.set(config(&post));
    (town, post)
}

/// A stranger on a phone of theirs, who has talked one officer into approving.
fn alarm(town: &Town, name: &str) -> String {
    let case = Phone::new(&town.scene, name).recover(&town.bank, HANDLE);
    town.officers[0].approve(&case.id, &case.code).done();
    case.id
}

fn about<'l>(letters: &'l [Letter], subject: &str) -> Vec<&'l Letter> {
    letters.iter().filter(|letter| letter.header("Subject").contains(subject)).collect()
}

/// The command in a letter, without the program's name.
fn command(letter: &Letter) -> Vec<&str> {
    let line = letter.text.lines().find_map(|line| line.strip_prefix("  dlocker "));
    line.unwrap_or_else(|| panic!("no command in {letter:?}")).split(' ').collect()
}

/// Waits until the bank has printed it.
fn printed(town: &Town, words: &str) {
    let started = Instant::now();
    while !town.bank.printed().contains(words) {
        assert!(started.elapsed() < Duration::from_secs(30), "the bank should print {words:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn p5_an_alarm_comes_by_mail_and_its_command_says_no_on_a_trusted_device_alone() {
    let (town, post) = town(Post::open);
    let case = alarm(&town, "stranger");
    let [letter] = post.wait_for(1).try_into().unwrap();
    assert_eq!(letter.header("Subject"), "Is it you? Somebody asks for your locker on a new phone");
    assert_eq!((letter.header("To"), letter.header("From")), (HANDLE, "locker@bank.example"));
    assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
    assert!(letter.header("Message-ID").ends_with("@bank.example>"), "{letter:?}");
    let page = format!("{}/#case={case}", town.bank.url().replace("127.0.0.1", "localhost"));
    assert!(letter.text.contains(&page) && letter.text.contains("call the"), "{}", letter.text);
    assert!(!letter.text.contains("officer1"), "{}", letter.text);
    let said = command(&letter);
    assert_eq!(said, ["veto", &case]);
    let reader = Phone::new(&town.scene, "reader");
    assert_ne!(reader.run(&said).code, Some(0), "whoever reads the mail can do nothing with it");
    town.phone.run(&said).done();
    let letters = post.wait_for(2);
    assert_eq!(about(&letters, "said no").len(), 1);
}

#[test]
fn p5_who_follows_the_mail_on_a_second_device_stops_the_recovery() {
    let mut town = Town::new();
    let tablet = town.second_phone("p2");
    let post = Post::open(&town.scene);
    town.set(config(&post).set("recovery", "wait", "\"1s\""));
    let stranger = Phone::new(&town.scene, "stranger");
    let case = stranger.recover(&town.bank, HANDLE);
    town.officers[0].approve(&case.id, &case.code).done();
    let [letter] = post.wait_for(1).try_into().unwrap();
    tablet.run(command(&letter)).done();
    assert_eq!(about(&post.wait_for(2), "said no").len(), 1);
    let _ = town.officers[1].approve(&case.id, &case.code);
    std::thread::sleep(Duration::from_secs(2));
    let outcome = stranger.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]);
    assert_ne!(outcome.code, Some(0), "approvals from afar are not enough any more");
    assert_eq!(seen(&[CANARY.as_bytes()], &[&town.scene.path("back")]), [], "nothing comes back");
    let shown = town.officers[0].run(&["case", "show", &case.id]).json();
    assert!(shown.to_string().contains("veto"), "{shown}");
}

#[test]
fn p4_the_last_guess_at_a_method_comes_by_mail_and_no_earlier_one_does() {
    let mut town = Town::with(&Config::quick().set("guesses", "pin", "3"));
    let post = Post::open(&town.scene);
    town.set(config(&post).set("guesses", "pin", "3"));
    town.scene.note("wrong.txt", "0000");
    let guess = || {
        assert_ne!(town.phone.run(["rehearse", "--pin-file", "wrong.txt"]).code, Some(0));
    };
    (0..2).for_each(|_| guess());
    std::thread::sleep(Duration::from_secs(3));
    assert!(post.letters().is_empty(), "everyday slips are not told");
    guess();
    let [letter] = post.wait_for(1).try_into().unwrap();
    assert_eq!(letter.header("Subject"), "Is it you? The last guess at your locker was made");
    guess();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(post.letters().len(), 1, "who guesses on is refused, and nothing more is told");
}

#[test]
fn a_change_that_waits_comes_by_mail_and_its_command_stops_it() {
    let (mut town, post) = town(Post::open);
    let config = town.config().clone().set("changes", "first_day", "\"0s\"");
    town.set(config);
    let kit = text(&town.phone.method("kit"), "id");
    let intent = waits(town.phone.run(["method", "remove", &kit, "--unlock-pin-file", "pin.txt", "--json"]));
    let [letter] = post.wait_for(1).try_into().unwrap();
    assert!(letter.text.contains(&format!("#change={intent}")), "{}", letter.text);
    town.phone.run(command(&letter)).done();
    assert_eq!(about(&post.wait_for(2), "a change was stopped").len(), 1);
}

#[test]
fn what_waits_while_the_server_is_down_and_the_bank_is_killed_arrives_once() {
    let (mut town, mut post) = town(Post::shut);
    let cases = [alarm(&town, "one"), alarm(&town, "two")];
    printed(&town, "it is tried again");
    std::thread::sleep(Duration::from_millis(300));
    town.bank.crash();
    post.start();
    let letters = post.wait_for(2);
    for case in &cases {
        assert_eq!(letters.iter().filter(|letter| letter.text.contains(case)).count(), 1, "{case}");
    }
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(post.letters().len(), 2, "and no more come");
}

#[test]
fn strangers_and_fooled_officers_do_not_flood_the_mailbox() {
    let (mut town, post) = town(Post::open);
    let config = town.config().clone().set("telling", "per_day", "2").set("limits", "cases_per_minute", "1000");
    town.set(config);
    for n in 0..20 {
        let _ = Phone::new(&town.scene, &format!("stranger{n}")).recover(&town.bank, HANDLE);
    }
    for n in 0..6 {
        let case = alarm(&town, &format!("caller{n}"));
        town.officers[1].reject(&case, "nobody came to the counter").done();
    }
    let letters = post.wait_for(4);
    assert_eq!((about(&letters, "Is it you?").len(), about(&letters, "rejected").len()), (2, 2));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(post.letters().len(), 4, "the others wait to be told together");
}

#[test]
fn a_mail_server_that_nobody_vouches_for_gets_nothing() {
    let unknown = |scene: &Scene| {
        let certificate = Some(Authority::new(scene, "strange").vouch(scene, "post"));
        Post::set_up(scene, Setup { tls: Tls::AtOnce, certificate, ..Setup::default() })
    };
    let (mut town, post) = town(unknown);
    let config = town.config().clone().set("telling", "smtp", &format!("\"smtps://{}\"", post.address()));
    town.set(config);
    alarm(&town, "stranger");
    printed(&town, "it is tried again");
    assert!(town.bank.printed().to_lowercase().contains("certificate"), "{}", town.bank.printed());
    assert!(post.letters().is_empty());
}

#[test]
fn the_webhook_gets_signed_requests_until_it_takes_them() {
    let hook = Hook::answering(&[503, 500]);
    let config = Config::quick().set("recovery", "wait", "\"1h\"").set("telling", "first_pause", "\"100ms\"");
    let url = format!("\"http://{}/told?from=locker\"", hook.address());
    let town = Town::with(&config.set("telling", "webhook", &url));
    let case = alarm(&town, "stranger");
    let deliveries = hook.wait_for(3);
    let bank = bank(&town);
    for delivery in &deliveries {
        check_signature(delivery, &bank);
    }
    let [first, .., last] = deliveries.as_slice() else { panic!("{deliveries:?}") };
    assert_eq!(first.body, last.body, "the same is said again, under the same name");
    let said: serde_json::Value = serde_json::from_slice(&last.body).unwrap();
    assert_eq!((&said["handle"], &said["entries"][0]["event"]), (&HANDLE.into(), &"case-alarmed".into()));
    assert_eq!(said["entries"][0]["case"], case.as_str(), "{said}");
    assert!(said["text"].as_str().unwrap().contains("dlocker veto"), "{said}");
    assert!(last.header("signature-input").contains(&format!("nonce={}", said["id"])), "{last:?}");
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(hook.wait_for(3).len(), 3, "what was taken is not sent again");
}

fn bank(town: &Town) -> BankView {
    let mut stream = TcpStream::connect(town.bank.url().trim_start_matches("http://")).unwrap();
    stream.write_all(b"GET /v1/bank HTTP/1.1\r\nhost: bank\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// As `docs/operate` tells a receiver to, put together here by hand.
fn check_signature(delivery: &Delivery, bank: &BankView) {
    assert_eq!(delivery.line, "POST /told?from=locker HTTP/1.1");
    let (digest, audience) = (delivery.header("content-digest"), delivery.header("dlocker-audience"));
    assert_eq!(digest, content_digest(&Digest::plain(&delivery.body)));
    assert_eq!(audience.parse::<TrusteeId>().unwrap(), bank.id);
    let params = delivery.header("signature-input").strip_prefix("dlocker=").unwrap();
    let covered = "(\"@method\" \"@path\" \"@query\" \"content-digest\" \"dlocker-audience\");created=";
    assert!(params.starts_with(covered) && params.contains(&format!("keyid=\"{}\"", bank.id)), "{params}");
    let base = format!(
        "\"@method\": POST\n\"@path\": /told\n\"@query\": ?from=locker\n\"content-digest\": {digest}\n\
         \"dlocker-audience\": {audience}\n\"@signature-params\": {params}"
    );
    let signature = parse_signature(delivery.header("signature")).unwrap();
    assert!(bank.issuer_key.verifies(base.as_bytes(), &signature), "{base}");
    assert!(!bank.issuer_key.verifies(base.replace("/told", "/else").as_bytes(), &signature));
}

const FRIEND: &str = "friend@example.org";

fn to<'l>(letters: &'l [Letter], address: &str) -> Vec<&'l Letter> {
    letters.iter().filter(|letter| letter.header("To") == address).collect()
}

#[test]
fn a_contact_is_told_of_an_alarm_too_and_whoever_is_to_silence_one_is_heard_by_them() {
    let (mut town, post) = town(Post::open);
    let open = ["--unlock-pin-file", "pin.txt", "--json"];
    let contact = |what: &'static str| [&["policy", "contact", what, FRIEND][..], &open[..]].concat();
    let named = town.phone.run(contact("add")).json();
    assert_eq!((&named["state"], &named["contacts"][0]), (&"done".into(), &FRIEND.into()), "at once on the first day");
    let letters = post.wait_for(1);
    assert_eq!(letters[0].header("To"), FRIEND);
    assert_eq!(letters[0].header("Subject"), "You are told about a digital locker");
    let case = alarm(&town, "stranger");
    let letters = post.wait_for(3);
    assert_eq!((to(&letters, HANDLE).len(), to(&letters, FRIEND).len()), (1, 2));
    let told = about(&letters, "Somebody asks for your locker").into_iter().find(|one| one.header("To") == FRIEND);
    let told = told.expect("the friend is told");
    assert!(told.text.contains(&case) && told.text.contains("named you to be told too"), "{}", told.text);
    town.the_first_day_is_over();
    let intent = waits(town.phone.run(contact("remove")));
    let letters = post.wait_for(5);
    let asked = about(&letters, "A change of your locker waits");
    assert_eq!((to(&letters, FRIEND).len(), asked.len()), (3, 2), "who is to be silenced is told before");
    assert_eq!(town.phone.json(["policy", "contact", "list"])["contacts"][0], FRIEND);
    town.phone.run(["intents", "stop", &intent]).done();
    assert_eq!(to(&post.wait_for(7), FRIEND).len(), 4);
}

#[test]
fn what_is_no_address_and_what_is_too_many_is_refused() {
    let (town, _post) = town(Post::open);
    let add =
        |address: &str| town.phone.run(["policy", "contact", "add", address, "--unlock-pin-file", "pin.txt", "--json"]);
    for address in
        ["friend", "friend@", "a b@example.org", "friend@example.org\nBcc: x@example.org", "frïend@example.org"]
    {
        add(address).error(MISUSE);
    }
    for n in 1..=4 {
        add(&format!("friend{n}@example.org")).done();
    }
    add("friend5@example.org").error(MISUSE);
    let none = ["policy", "contact", "remove", "stranger@example.org", "--unlock-pin-file", "pin.txt", "--json"];
    town.phone.run(none).error(MISUSE);
}
