//! The printed recovery kit.

use dlocker_core::secret::KitSecret;
use dlocker_protocol::MethodId;
use zeroize::Zeroizing;

/// The page to print.
#[must_use]
pub fn text(kit: &KitSecret, method: MethodId, bank: &str) -> Zeroizing<String> {
    Zeroizing::new(format!(
        "dLocker recovery kit\n\
         ====================\n\
         \n\
         Print this page, put it where you keep your passport, and delete the file.\n\
         \n\
         Code:    {}\n\
         Kit:     {method}\n\
         Bank:    {bank}\n\
         \n\
         With this code and a device that your bank has let in, your wallet opens.\n\
         The code alone opens nothing, and the bank alone opens nothing.\n\
         \n\
         If you lost your phone:\n\
         1. On a new device:  dlocker recover --bank {bank} --handle YOUR-HANDLE\n\
         2. Go to your bank, prove who you are, and read out the six digits that the device shows.\n\
         3. When the bank has let the new device in:\n\
         \x20  dlocker recover --continue --to FOLDER --kit-file THIS-FILE\n\
         \n\
         If somebody else may have seen this page, make a new kit.\n",
        *Zeroizing::new(kit.code()),
    ))
}

/// The method that a page names, if it names one.
#[must_use]
pub fn method_in(text: &str) -> Option<MethodId> {
    text.split_whitespace().find_map(|word| word.parse().ok())
}

/// The secret of a page that is to the letter what [`text`] makes for this method and bank: one that was interrupted before its method was
/// added goes on with it.
#[must_use]
pub fn left_in(page: &str, method: MethodId, bank: &str) -> Option<KitSecret> {
    let kit = KitSecret::guess(page.as_bytes()).ok()?;
    (kit.checks() && *text(&kit, method, bank) == *page).then_some(kit)
}
