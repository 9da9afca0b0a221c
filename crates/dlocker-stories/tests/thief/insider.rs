//! The bank's own people, with a hand in the database while the thief has the phone. They have no keys: those lie elsewhere.
//!
//! What a bank that lies to a device can try (keys and rosters of its own for the second phone, a stopped intent shown as due, an old
//! roster) is told in `lying_bank`.

use dlocker_bank::Record;
use dlocker_bank::device::{DeviceRecord, State};
use dlocker_bank::guess::GuessLedger;
use dlocker_bank::locker::LockerRecord;
use dlocker_bank::method::RegistrationRecord;
use dlocker_protocol::LockerId;
use dlocker_protocol::method::MethodKind;
use dlocker_protocol::signature::SigningKey;
use dlocker_stories::thief::Thief;
use dlocker_stories::{Phone, Town};
use rusqlite::{Connection, params};

use super::{is_whole, pin};

/// Somebody's hand in the bank's database, while the bank is stopped.
struct Hand(Connection);

impl Hand {
    fn of(town: &Town) -> Self {
        Self(Connection::open(town.bank.data().join("dlocker.sqlite")).unwrap())
    }

    fn locker(&self, id: LockerId) -> LockerRecord {
        let sql = "SELECT body FROM lockers WHERE locker = ?1";
        let row: Vec<u8> = self.0.query_row(sql, [id.as_bytes()], |row| row.get(0)).unwrap();
        LockerRecord::from_row(&row).unwrap()
    }

    fn write_locker(&self, locker: &LockerRecord) {
        let sql = "UPDATE lockers SET body = ?2 WHERE locker = ?1";
        assert_eq!(self.0.execute(sql, params![locker.id.as_bytes(), locker.to_row()]).unwrap(), 1);
    }

    fn registration(&self, locker: LockerId, kind: MethodKind) -> RegistrationRecord {
        let mut statement = self.0.prepare("SELECT body FROM registrations WHERE locker = ?1").unwrap();
        let rows = statement.query_map([locker.as_bytes()], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        let mut rows = rows.map(|row| RegistrationRecord::from_row(&row.unwrap()).unwrap());
        rows.find(|row| row.kind == kind).unwrap()
    }

    fn write_registration(&self, locker: LockerId, row: &RegistrationRecord) {
        let sql = "UPDATE registrations SET body = ?3 WHERE locker = ?1 AND registration = ?2";
        let values = params![locker.as_bytes(), row.id.as_bytes(), row.to_row()];
        assert_eq!(self.0.execute(sql, values).unwrap(), 1);
    }
}

impl Hand {
    fn write_fresh_count(&self, locker: LockerId, row: &RegistrationRecord) {
        let sql = "INSERT INTO ledgers (locker, oprf_key, body) VALUES (?1, ?2, ?3)";
        let fresh = GuessLedger::new(10).to_row();
        self.0.execute(sql, params![locker.as_bytes(), row.oprf_key.as_bytes(), fresh]).unwrap();
    }
}

/// A row for a device of the insider's own, active from the beginning: it is nobody's.
#[test]
fn p2_a_device_row_written_by_hand_is_nobodys() {
    let mut town = Town::new();
    let locker = Thief::with(&town.phone, &town.bank).locker;
    let key = SigningKey::random(&mut rand_core::UnwrapErr(getrandom::SysRng));
    town.bank.stop();
    let hand = Hand::of(&town);
    let mut record = hand.locker(locker);
    let row = DeviceRecord { state: State::Active, ..record.devices[0].clone() };
    let device = dlocker_protocol::DeviceId::of(&key.public_key());
    record.devices.push(DeviceRecord { id: device, key: key.public_key(), ..row });
    hand.write_locker(&record);
    drop(hand);
    town.bank.start();
    let insider = Thief::of(key, locker, &town.bank.url());
    assert_eq!(insider.get(&insider.path("")).refused(), "unsigned");
    assert!(matches!(insider.post(&insider.path("freeze"), &serde_json::json!({})).refused().as_str(), "unsigned"));
    town.phone.restore("mine");
    is_whole(&town, "mine");
}

/// The stolen phone was replaced; the insider makes its row active again: it stays out.
#[test]
fn p6_a_replaced_phone_is_not_revived_by_hand() {
    let mut town = Town::new();
    let thief = Thief::with(&town.phone, &town.bank);
    let new = Phone::new(&town.scene, "p2");
    town.recover(&new);
    town.bank.stop();
    let hand = Hand::of(&town);
    let mut record = hand.locker(thief.locker);
    record.device_mut(thief.device()).unwrap().state = State::Active;
    hand.write_locker(&record);
    drop(hand);
    town.bank.start();
    assert_eq!(thief.get(&thief.path("")).refused(), "unsigned");
    assert!(thief.put_bytes(&thief.path("packs/pack-aaaaaaaaaaaaaaaaaaaaaaaaaa"), vec![0; 65536]).status >= 400);
    new.restore("mine");
    is_whole(&town, "mine");
}

/// The wrapped key of the owner's PIN in the row of a locker of the insider's own, whose count is fresh: nothing is evaluated with it.
#[test]
fn p4_a_wrapped_key_copied_into_another_row_gives_no_guess() {
    let mut town = Town::new();
    let other = Phone::enrolled(&town.scene, "insider", &town.bank, &town.officers[0], "insider@example.com");
    other.run(["method", "add", "pin", "--pin-file", "pin.txt"]).done();
    let owner = Thief::with(&town.phone, &town.bank);
    let insider = Thief::with(&other, &town.bank);
    town.bank.stop();
    let hand = Hand::of(&town);
    let owners = hand.registration(owner.locker, MethodKind::Pin);
    let mut row = hand.registration(insider.locker, MethodKind::Pin);
    row.wrapped_key.clone_from(&owners.wrapped_key);
    row.oprf_key = owners.oprf_key;
    hand.write_registration(insider.locker, &row);
    hand.write_fresh_count(insider.locker, &row);
    drop(hand);
    town.bank.start();
    let asked = insider.open(&pin());
    assert!(matches!(asked, Err(Some(answer)) if answer.status == 500), "nothing is evaluated");
    assert_eq!(town.phone.guesses_left("pin"), 10);
    town.phone.restore("mine");
    is_whole(&town, "mine");
}
