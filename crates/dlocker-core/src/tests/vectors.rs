//! `spec/vectors/key-schedule`: what another implementation must get from the same bytes, and one defect a file that it must refuse.
//!
//! Set `DLOCKER_BLESS=1` to write the files anew from fixed randomness.

use std::path::PathBuf;

use data_encoding::HEXLOWER;
use dlocker_protocol::method::{MethodRecord, Stretch};
use dlocker_protocol::roster::SignedRoster;
use dlocker_protocol::signature::SigningKey;
use dlocker_protocol::{Digest, LockerId, PublicKey, Timestamp, TrusteeId, cbor, encoded};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{CHEAPEST, World};
use crate::join::{BadLink, JoinLink, JoinSecret};
use crate::method::{Answer, OpenError, open};
use crate::oprf::OprfOutput;
use crate::roster::{BadChain, RosterChain};
use crate::secret::{DeviceSecret, KitSecret, OwnerSecret, PasskeySecret, Passphrase, Pin, Stretched, stretch};
use crate::seed::LockerSeed;

type File = (&'static str, Value);

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/vectors/key-schedule"))
}

fn hex(bytes: impl AsRef<[u8]>) -> Value {
    HEXLOWER.encode(bytes.as_ref()).into()
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn array(value: &Value) -> [u8; 32] {
    bytes(value).try_into().unwrap()
}

// ---- secret -> w

fn secret_file(kind: &str, text: &str, settings: Option<&Stretch>) -> Value {
    let stretch = settings
        .map(|s| json!({ "memory_kib": s.memory_kib, "passes": s.passes, "lanes": s.lanes, "salt": hex(s.salt) }));
    let mut file = json!({ "tests": "stretch", "kind": kind, "secret": hex(text), "stretch": stretch });
    let outcome = run_stretch(&file);
    file["expect"] = outcome.as_ref().map_or("refused", |_| "w").into();
    file["w"] = outcome.map(hex).into();
    file
}

fn run_stretch(file: &Value) -> Option<[u8; 32]> {
    let secret = bytes(&file["secret"]);
    if file["kind"] == "device" {
        let secret: [u8; 32] = secret.try_into().ok()?;
        let secret = OwnerSecret::Device(DeviceSecret::from_bytes(Zeroizing::new(secret)));
        return stretch(&secret, None).ok().map(|w| *w.as_bytes());
    }
    let secret = match file["kind"].as_str().unwrap() {
        "pin" => OwnerSecret::Pin(Pin::guess(&secret).ok()?),
        "passkey" => OwnerSecret::Passkey(PasskeySecret::from_prf(&secret).ok()?),
        "passphrase" => OwnerSecret::Passphrase(Passphrase::guess(&secret).ok()?),
        _ => OwnerSecret::Kit(KitSecret::guess(&secret).ok()?),
    };
    let number = |name: &str| u32::try_from(file["stretch"][name].as_u64().unwrap()).unwrap();
    let settings = file["stretch"].is_object().then(|| Stretch {
        memory_kib: number("memory_kib"),
        passes: number("passes"),
        lanes: number("lanes"),
        salt: bytes(&file["stretch"]["salt"]).try_into().unwrap(),
    });
    stretch(&secret, settings.as_ref()).ok().map(|w| *w.as_bytes())
}

// ---- w, record, answers -> seed

fn method_file(world: &mut World, indices: &[u8]) -> Value {
    let w = world.w();
    let banks: Vec<Value> = world.banks.iter().map(|bank| hex(bank.k())).collect();
    let answers: Vec<Value> = world
        .answers(indices, &w)
        .iter()
        .map(|a| json!({ "index": a.index, "output": hex(a.output.as_bytes()), "masked_share": hex(&a.masked_share) }))
        .collect();
    json!({
        "tests": "open",
        "w": hex(w.as_bytes()),
        "oprf_keys": banks,
        "record": hex(cbor::encode(&world.record)),
        "answers": answers,
        "epoch": 1,
        "sealed_seed": hex(&world.sealed_seed),
        "rosters": world.rosters.iter().map(|roster| hex(roster.to_bytes())).collect::<Vec<_>>(),
    })
}

/// Opens, unseals and accepts as a new phone does; the word for how it ended, and what came out.
fn run_open(file: &Value) -> (&'static str, Option<Value>) {
    let Ok(record) = cbor::decode::<MethodRecord>(&bytes(&file["record"]), "method-record") else {
        return ("malformed", None);
    };
    let answers: Vec<Answer> = file["answers"].as_array().unwrap().iter().map(answer).collect();
    let opened = match open(&record, &Stretched::of_bytes(array(&file["w"])), &answers) {
        Ok(opened) => opened,
        Err(OpenError::WrongSecret) => return ("wrong-secret", None),
        Err(OpenError::Altered) => return ("altered", None),
    };
    let sealed = bytes(&file["sealed_seed"]);
    let Ok(seed) = opened.unseal_seed(file["epoch"].as_u64().unwrap(), &sealed) else { return ("shut", None) };
    let rosters: Vec<SignedRoster> =
        file["rosters"].as_array().unwrap().iter().map(|r| SignedRoster::from_bytes(&bytes(r)).unwrap()).collect();
    match RosterChain::from_first(&rosters).and_then(|chain| chain.accepts(&opened, &record, &sealed, &seed)) {
        Ok(keys) => (
            "opens",
            Some(json!({
                "anchor": hex(opened.owner_key().as_bytes()),
                "owner_scalar": hex(keys.owner.to_bytes().as_slice()),
                "owner_key": hex(keys.owner_key().as_bytes()),
                "unsealing_seed": hex(keys.unsealing.seed()),
            })),
        ),
        Err(BadChain::Anchor) => ("anchor", None),
        Err(BadChain::Seed) => ("seed", None),
        Err(BadChain::Method) => ("method", None),
        Err(_) => ("chain", None),
    }
}

fn answer(value: &Value) -> Answer {
    Answer {
        index: u8::try_from(value["index"].as_u64().unwrap()).unwrap(),
        output: OprfOutput::from_bytes(array(&value["output"])),
        masked_share: bytes(&value["masked_share"]),
    }
}

fn expecting(mut file: Value) -> Value {
    let (word, out) = run_open(&file);
    file["expect"] = word.into();
    file["gives"] = out.into();
    file
}

fn flipped(mut file: Value, pointer: &str, byte: usize) -> Value {
    let value = file.pointer_mut(pointer).unwrap();
    let mut altered = bytes(value);
    let at = byte % altered.len();
    altered[at] ^= 1;
    *value = hex(altered);
    expecting(file)
}

fn with_record(file: &Value, change: impl FnOnce(&mut MethodRecord)) -> Value {
    let mut record: MethodRecord = cbor::decode(&bytes(&file["record"]), "method-record").unwrap();
    change(&mut record);
    let mut file = file.clone();
    file["record"] = hex(cbor::encode(&record));
    expecting(file)
}

fn opened_files() -> Vec<File> {
    let (mut world, mut shared, mut other) = (World::new(60), World::shared(61, 2, 3), World::new(62));
    let one = method_file(&mut world, &[1]);
    let mut next_epoch = one.clone();
    next_epoch["epoch"] = 2.into();
    let mut foreign = one.clone();
    foreign["rosters"] = method_file(&mut other, &[1])["rosters"].clone();
    let mut doubled = one.clone();
    doubled["rosters"] = vec![one["rosters"][0].clone(); 2].into();
    vec![
        ("method_1_of_1", expecting(one.clone())),
        ("method_2_of_3_first_and_third", expecting(method_file(&mut shared, &[1, 3]))),
        ("method_2_of_3_one_answer_missing", expecting(method_file(&mut shared, &[2]))),
        ("method_wrong_secret", flipped(one.clone(), "/w", 0)),
        ("method_wrong_oprf_output", flipped(one.clone(), "/answers/0/output", 0)),
        ("method_altered_masked_share", flipped(one.clone(), "/answers/0/masked_share", 0)),
        ("method_record_trailing_byte", expecting(trailing(one.clone()))),
        ("method_altered_envelope", with_record(&one, |r| r.envelope[0] ^= 1)),
        ("method_cut_envelope", with_record(&one, |r| r.envelope.truncate(80))),
        ("method_altered_commitment", with_record(&one, |r| r.commitment = dlocker_protocol::Digest::plain(b""))),
        ("method_other_locker", with_record(&one, |r| r.transcript.locker = LockerId::from_array([0; 16]))),
        ("method_stretch_on_kit", with_record(&one, |r| r.transcript.stretch = Some(CHEAPEST))),
        ("method_threshold_zero", with_record(&one, |r| r.transcript.threshold = 0)),
        ("method_index_two_of_one", with_record(&one, |r| r.transcript.trustees[0].index = 2)),
        ("sealed_seed_other_epoch", expecting(next_epoch)),
        ("sealed_seed_altered", flipped(one.clone(), "/sealed_seed", 1167)),
        ("rosters_of_another_owner", expecting(foreign)),
        ("rosters_same_twice", expecting(doubled)),
    ]
}

fn trailing(mut file: Value) -> Value {
    file["record"] = format!("{}00", file["record"].as_str().unwrap()).into();
    file
}

// ---- seed -> keys, prior seed

fn seed_file() -> Value {
    let rng = &mut super::TestRng::of(63);
    let locker = LockerId::from_array([0x11; 16]);
    let (new, prior) = (LockerSeed::of_bytes([0x22; 32]), LockerSeed::of_bytes([0x33; 32]));
    let sealed = new.seal_prior(locker, 2, &prior, rng);
    json!({ "tests": "seed", "seed": hex([0x22; 32]), "locker": hex(locker.as_bytes()), "epoch": 2, "prior_seed": hex(sealed) })
}

fn run_seed(file: &Value) -> (&'static str, Value) {
    let locker = LockerId::from_bytes(&bytes(&file["locker"])).unwrap();
    let (seed, epoch) = (LockerSeed::of_bytes(array(&file["seed"])), file["epoch"].as_u64().unwrap());
    let keys = seed.keys(locker, epoch);
    let Ok(prior) = seed.open_prior(locker, epoch, &bytes(&file["prior_seed"])) else { return ("shut", Value::Null) };
    let gives = json!({
        "owner_scalar": hex(keys.owner.to_bytes().as_slice()),
        "owner_key": hex(keys.owner_key().as_bytes()),
        "unsealing_seed": hex(keys.unsealing.seed()),
        "sealing_key": hex(keys.sealing_key().as_bytes()),
        "prior_owner_key": hex(prior.keys(locker, epoch - 1).owner_key().as_bytes()),
    });
    ("opens", gives)
}

fn expecting_seed(mut file: Value) -> Value {
    let (word, gives) = run_seed(&file);
    file["expect"] = word.into();
    file["gives"] = gives;
    file
}

fn seed_files() -> Vec<File> {
    let good = seed_file();
    let mut other_epoch = good.clone();
    other_epoch["epoch"] = 3.into();
    let mut cut = good.clone();
    cut["prior_seed"] = hex(&bytes(&good["prior_seed"])[..79]);
    vec![
        ("seed", expecting_seed(good)),
        ("prior_seed_other_epoch", expecting_seed(other_epoch)),
        ("prior_seed_cut", expecting_seed(cut)),
    ]
}

fn secret_files() -> Vec<File> {
    let kit = KitSecret::random(&mut super::TestRng::of(64)).code();
    let weak = Stretch { passes: 1, ..CHEAPEST };
    vec![
        ("secret_pin", secret_file("pin", "4938\n", Some(&CHEAPEST))),
        ("secret_passphrase", secret_file("passphrase", "cafe\u{301}\u{a0}noir\r\n", Some(&CHEAPEST))),
        ("secret_kit", secret_file("kit", &kit, None)),
        ("secret_kit_look_alikes", secret_file("kit", &kit.to_lowercase().replace('0', "o").replace('1', "l"), None)),
        ("secret_device", secret_file("device", "the 32 bytes that a phone keeps.", None)),
        ("secret_passkey", secret_file("passkey", "what the PRF of a passkey gives.", None)),
        ("secret_passkey_cut", secret_file("passkey", "too short for a passkey", None)),
        ("secret_kit_too_short", secret_file("kit", &kit[..kit.len() - 1], None)),
        ("secret_kit_with_settings", secret_file("kit", &kit, Some(&CHEAPEST))),
        ("secret_pin_one_pass", secret_file("pin", "4938", Some(&weak))),
        ("secret_pin_without_settings", secret_file("pin", "4938", None)),
        ("secret_empty", secret_file("pin", "\n", Some(&CHEAPEST))),
    ]
}

// ---- link -> id and MAC

fn join_file(link: &str) -> Value {
    let key = SigningKey::from_bytes(&[0x32; 32]).unwrap().public_key();
    let mut file = json!({ "tests": "join", "link": link, "device_key": hex(key.as_bytes()), "name": "tablet \u{e9}" });
    let (word, gives) = run_join(&file);
    file["expect"] = word.into();
    file["gives"] = gives;
    file
}

fn run_join(file: &Value) -> (&'static str, Value) {
    let link = match JoinLink::parse(file["link"].as_str().unwrap()) {
        Ok(link) => link,
        Err(BadLink::Form) => return ("malformed", Value::Null),
        Err(BadLink::Version) => return ("version", Value::Null),
    };
    let key = PublicKey::from_bytes(&bytes(&file["device_key"])).unwrap();
    let mac = link.secret.mac(link.locker, &key, file["name"].as_str().unwrap());
    let gives = json!({
        "bank": link.bank,
        "trustee": link.trustee,
        "locker": link.locker,
        "roster": hex(link.roster.as_bytes()),
        "epoch": link.epoch,
        "owner_key": hex(link.owner_key.as_bytes()),
        "secret": hex(link.secret.as_bytes()),
        "expires": link.expires,
        "link_id": link.secret.link_id(),
        "mac": hex(mac),
    });
    ("opens", gives)
}

fn join_files() -> Vec<File> {
    let link = JoinLink {
        bank: "https://bank.example:8443".into(),
        trustee: TrusteeId::from_array([0x13; 16]),
        locker: LockerId::from_array([0x11; 16]),
        roster: Digest::plain(b"a roster"),
        epoch: 2,
        owner_key: SigningKey::from_bytes(&[0x21; 32]).unwrap().public_key(),
        secret: JoinSecret::from_bytes(Zeroizing::new([0x66; 32])),
        expires: Timestamp::from_millis(1_763_000_900_000),
    };
    let good = link.to_text().to_string();
    let body = encoded::from_base64url(&good["dlocker-join-".len()..]).unwrap();
    let text = |body: &[u8]| format!("dlocker-join-{}", encoded::to_base64url(body));
    let mut later = body.clone();
    later[1] = 2;
    let no_epoch = JoinLink { epoch: 0, ..JoinLink::parse(&good).ok().unwrap() }.to_text().to_string();
    vec![
        ("join", join_file(&good)),
        ("join_cut", join_file(&good[..good.len() - 1])),
        ("join_other_prefix", join_file(&good.replace("join", "open"))),
        ("join_trailing_byte", join_file(&text(&[body.as_slice(), &[0]].concat()))),
        ("join_later_version", join_file(&text(&later))),
        ("join_epoch_zero", join_file(&no_epoch)),
    ]
}

fn files() -> Vec<File> {
    [secret_files(), opened_files(), seed_files(), join_files()].concat()
}

#[test]
fn the_vectors_are_what_this_code_makes_from_fixed_randomness() {
    let bless = std::env::var_os("DLOCKER_BLESS").is_some();
    for (name, value) in files() {
        let path = folder().join(format!("{name}.json"));
        let made = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
        if bless {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, &made).unwrap();
        }
        // As values: the order of members is whatever the crates of this build make of it.
        let written: Value = serde_json::from_slice(&std::fs::read(&path).unwrap_or_default()).unwrap_or_default();
        assert_eq!(written, value, "{name}");
    }
}

#[test]
fn each_vector_ends_as_its_file_says() {
    let names: Vec<&str> = files().iter().map(|(name, _)| *name).collect();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert!(names.contains(&name.as_str()), "{name} is made by nothing");
        match file["tests"].as_str().unwrap() {
            "stretch" => assert_eq!(run_stretch(&file).map_or(Value::Null, hex), file["w"], "{name}"),
            "join" => {
                assert_eq!(run_join(&file), (file["expect"].as_str().unwrap_or(""), file["gives"].clone()), "{name}")
            }
            "seed" => {
                assert_eq!(run_seed(&file), (file["expect"].as_str().unwrap_or(""), file["gives"].clone()), "{name}")
            }
            _ => {
                let (word, gives) = run_open(&file);
                assert_eq!(
                    (word, gives.unwrap_or_default()),
                    (file["expect"].as_str().unwrap(), file["gives"].clone()),
                    "{name}"
                );
            }
        }
        seen += 1;
    }
    assert_eq!(seen, names.len());
}

/// The files without a defect.
const GOOD: [&str; 10] = [
    "join",
    "secret_device",
    "secret_passkey",
    "method_1_of_1",
    "method_2_of_3_first_and_third",
    "seed",
    "secret_pin",
    "secret_passphrase",
    "secret_kit",
    "secret_kit_look_alikes",
];

#[test]
fn every_defect_is_refused_and_every_good_file_opens() {
    for (name, file) in files() {
        let opens = matches!(file["expect"].as_str().unwrap(), "opens" | "w");
        assert_eq!(opens, GOOD.contains(&name), "{name}: {}", file["expect"]);
    }
}
