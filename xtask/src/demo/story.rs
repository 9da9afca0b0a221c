//! The story, step by step.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use dlocker_stories::bank::{Bank, Config};
use dlocker_stories::exit::{DONE, PARTLY, REFUSED};
use dlocker_stories::outcome::{list, number, text};
use dlocker_stories::program::Programs;
use dlocker_stories::{Officer, Outcome, Phone, Scene, canary, tree};

use super::options::Options;
use super::teller::Teller;
use super::wallet::Wallet;

/// Everyone and everything in the story. Whatever happens, the bank ends and the folder goes with it.
pub(crate) struct Story {
    bank: Bank,
    officers: [Officer; 2],
    old: Phone,
    new: Phone,
    wallet: Wallet,
    scene: Scene,
}

type Told<T = ()> = Result<(T, String), String>;

const HANDLE: &str = "owner@example.com";
const PIN: &str = "4829";

impl Story {
    /// The wallet, the bank and its two officers.
    ///
    /// # Errors
    /// In words, what is missing.
    pub(crate) fn prepare(options: &Options, programs: Programs, teller: &mut Teller) -> Result<Self, String> {
        Programs::set(programs);
        teller.chapter("The bank and its customer");
        let scene = Scene::on_disk();
        let given = options.wallet.as_deref();
        let what = if given.is_some() {
            "Here is the wallet."
        } else {
            "A small wallet is made: real keys, a few credentials, a note."
        };
        let wallet = teller.step(what, || {
            let wallet = Wallet::find(given, scene.folder())?;
            let size = wallet.size();
            Ok((wallet, size))
        })?;
        let (bank, officers) = teller.step("The bank opens, with two officers.", || {
            let bank = Bank::open(&scene, &Config::quick());
            let officers = [bank.staff("officer1"), bank.staff("officer2")];
            let said = format!("It listens on {}. No waiting period here; by default it is 72 hours.", bank.url());
            Ok(((bank, officers), said))
        })?;
        let (old, new) = (Phone::new(&scene, "phone"), Phone::new(&scene, "new-phone"));
        scene.note("pin.txt", PIN);
        Ok(Self { bank, officers, old, new, wallet, scene })
    }

    /// Everything from the invitation to the visit log.
    ///
    /// # Errors
    /// In words, the first thing that does not go as it should.
    pub(crate) fn play(&mut self, teller: &mut Teller) -> Result<(), String> {
        teller.step("An officer invites the customer, and the phone enrols.", || self.enrol())?;
        teller.step("The owner chooses a PIN: their own key to the locker.", || self.add_pin())?;
        teller.step("The owner prints a recovery kit for the drawer: another key of their own.", || self.add_kit())?;
        teller.chapter("Into the locker");
        teller.step("The wallet goes into the locker.", || self.back_up())?;
        teller.step("It opens with both keys, the bank's and the owner's: here is what lies in it.", || self.look())?;
        teller.step("Everything that the bank has is searched for what is in the wallet.", || self.search())?;
        teller.step("The kit is tried out, without anything being restored.", || self.rehearse())?;
        teller.chapter("The phone is lost");
        let case = teller.step("A new phone opens a recovery case and shows a code.", || self.open_case())?;
        teller
            .step("Two officers identify the owner, who reads out the code; both approve.", || self.approve(&case))?;
        teller.step("The bank re-issues the Locker ID; with the PIN the wallet comes back.", || self.come_back())?;
        teller.step("It is compared with the original, byte for byte, with names, modes and times.", || {
            self.same("back")
        })?;
        teller.step("The lost phone tries to open the locker with the right PIN.", || self.refused())?;
        teller.step("The kit from the drawer still opens.", || self.open_by_kit())?;
        teller.step("The new phone checks the whole visit log.", || self.check_log())
    }

    fn enrol(&self) -> Told {
        let invite = self.officers[0].invite(HANDLE);
        fine(self.old.run(["enrol", "--bank", &self.bank.url(), "--invite", &invite]))?;
        Ok(((), format!("The locker belongs to {HANDLE}.")))
    }

    fn add_pin(&self) -> Told {
        fine(self.old.run(["method", "add", "pin", "--pin-file", "pin.txt"]))?;
        let left = self.old.guesses_left("pin");
        Ok(((), format!("{left} guesses; the bank counts each before it answers.")))
    }

    fn add_kit(&self) -> Told {
        fine(self.old.run(["method", "add", "kit", "--out", "kit.txt", "--unlock-pin-file", "pin.txt"]))?;
        Ok(((), "Nobody can guess it.".to_owned()))
    }

    fn back_up(&self) -> Told {
        let path = self.wallet.path.as_os_str();
        let outcome = self.old.run([Path::new("backup").as_os_str(), path, Path::new("--json").as_os_str()]);
        let partly = outcome.code == Some(PARTLY);
        let done = if partly { outcome } else { fine(outcome)? };
        let value = done.value();
        let (items, sent) = (number(&value, "items"), number(&value, "bytes_sent"));
        let unread = if partly { "\nSome files could not be read; they are not in the locker." } else { "" };
        Ok(((), format!("{items} items; {sent} bytes were sent, padded and sealed.{unread}")))
    }

    fn look(&self) -> Told {
        let items = self.old.json(["items", "--pin-file", "pin.txt"]);
        let shown = list(&items).iter().filter(|i| i["kind"] != "file" && i["kind"] != "link").take(8);
        let lines = shown.map(|i| format!("{:<16} {}", text(i, "kind"), text(i, "path")));
        Ok(((), lines.collect::<Vec<_>>().join("\n")))
    }

    fn search(&self) -> Told {
        let marks = marks(&self.wallet.path);
        let canaries: Vec<&[u8]> = marks.iter().map(Vec::as_slice).collect();
        let (data, log) = (self.bank.data(), self.bank.log());
        match canary::seen(&canaries, &[&data, &log]).first() {
            None => Ok(((), format!("Nothing found of {} names and samples of contents.", canaries.len()))),
            Some((what, place)) => Err(format!("{what} is in {}", place.display())),
        }
    }

    fn rehearse(&self) -> Told {
        fine(self.old.run(["rehearse", "--kit-file", "kit.txt"]))?;
        Ok(((), "It works, on the day it is needed too.".to_owned()))
    }

    fn open_case(&self) -> Told<dlocker_stories::phone::Case> {
        let case = self.new.recover(&self.bank, HANDLE);
        let said = format!("Code {}, case {}.", case.code, case.id);
        Ok((case, said))
    }

    fn approve(&self, case: &dlocker_stories::phone::Case) -> Told {
        for officer in &self.officers {
            fine(officer.approve(&case.id, &case.code))?;
        }
        Ok(((), "That admits the new phone. It opens nothing: the owner's own key is still needed.".to_owned()))
    }

    fn come_back(&self) -> Told {
        fine(self.new.run(["recover", "--continue", "--to", "back", "--pin-file", "pin.txt"]))?;
        Ok(((), "The locker's keys were changed on the way; the old phone's are worth nothing now.".to_owned()))
    }

    fn same(&self, out: &str) -> Told {
        let differences = tree::differences(&self.wallet.path, &self.scene.path(out).join(&self.wallet.name));
        if differences.is_empty() {
            return Ok(((), "The same, every byte.".to_owned()));
        }
        Err(format!("what came back differs:\n{}", differences.join("\n")))
    }

    fn refused(&self) -> Told {
        let outcome = self.old.run(["restore", "--to", "stolen", "--pin-file", "pin.txt"]);
        if outcome.code != Some(REFUSED) || !tree::is_empty(&self.scene.path("stolen")) {
            return Err(format!("the lost phone should be refused:\n{}", outcome.story()));
        }
        Ok(((), format!("Refused. {}", outcome.stderr.trim())))
    }

    fn open_by_kit(&self) -> Told {
        fine(self.new.run(["restore", "--to", "by-kit", "--kit-file", "kit.txt"]))?;
        self.same("by-kit")
    }

    fn check_log(&self) -> Told {
        fine(self.new.run(["log", "--verify"]))?;
        Ok(((), "Every opening, approval and re-issue is in it, and nothing was taken out.".to_owned()))
    }

    /// Leaves everything as it is, and says how to go on.
    pub(crate) fn keep(&mut self) {
        let folder = self.scene.keep();
        let process = self.bank.leave_running();
        let programs = Programs::get();
        let (owner, bank) = (programs.owner.display(), programs.bank.display());
        let url = self.bank.url();
        // A passkey needs a name, not a number.
        let page = url.replace("127.0.0.1", "localhost");
        println!(
            "\nThe bank goes on running (process {process}); the PIN is {PIN}. To go on by hand:\n\n    \
             cd {}\n    {owner} --home new-phone status\n    {owner} --home new-phone items --pin-file pin.txt\n    \
             {owner} --home new-phone log --verify\n    {owner} --home third-phone recover --bank {url} --handle {HANDLE}\n    \
             {bank} case list --bank {url} --staff-key officer1.key\n\nIn a browser: {page}/ is the owner's page, {page}/staff the bank's console. \
             A link for an officer's passkey:\n\n    {bank} staff passkey officer1 --data {}\n\nTo end it: kill {process}; rm -r {}",
            folder.display(),
            self.bank.data().display(),
            folder.display()
        );
    }
}

fn fine(outcome: Outcome) -> Result<Outcome, String> {
    if outcome.code == Some(DONE) { Ok(outcome) } else { Err(outcome.story()) }
}

/// Names and samples of contents that could not stand anywhere by chance.
fn marks(wallet: &Path) -> Vec<Vec<u8>> {
    let files = canary::files(wallet);
    let names = files.iter().filter_map(|f| Some(f.file_name()?.as_encoded_bytes().to_vec()));
    let samples = files.iter().take(100).filter_map(|f| sample(f));
    let mut marks: Vec<Vec<u8>> = names.filter(|n| n.len() >= 12).take(100).chain(samples).collect();
    marks.sort();
    marks.dedup();
    marks
}

/// 24 bytes from the middle of a file, unless they are monotonous.
fn sample(file: &Path) -> Option<Vec<u8>> {
    let small = fs::symlink_metadata(file).is_ok_and(|m| m.is_file() && m.len() < 1 << 20);
    let bytes = small.then(|| fs::read(file).ok()).flatten()?;
    let middle = bytes.get(bytes.len() / 2..bytes.len() / 2 + 24)?.to_vec();
    let kinds: BTreeSet<u8> = middle.iter().copied().collect();
    (kinds.len() >= 10).then_some(middle)
}
