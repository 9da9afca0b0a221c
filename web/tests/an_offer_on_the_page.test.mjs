// A credential offer, made for any wallet app, is taken on the page: pasted or scanned, with the digits that came apart.
import assert from "node:assert/strict";
import { join } from "node:path";
import { Desk } from "./kit/desk.mjs";
import { isSaid } from "./kit/heard.mjs";
import { look } from "./kit/look.mjs";
import { giveDetector, photo, show } from "./kit/qr.mjs";
import { story } from "./kit/scene.mjs";
import { addKit, addPin, putIn } from "./kit/way.mjs";

const FILM = "offer.mjpeg";
const HANDLE = "owner@example.com";

/** On a page that comes from the bank itself: the offer names its address, and the page asks nobody else. */
const at = (bank) => ({ at: { url: bank.url } });

async function settle(owner) {
  await owner.heading("Your own key");
  await addKit(owner);
  await owner.heading("Then: one for every day");
  await addPin(owner);
  await owner.heading("Your locker is ready");
  await owner.press("Put something in");
  await putIn(owner, { "a.txt": "a" });
}

story("an offer is pasted; missing and wrong digits are told, the right ones make the locker", async ({ bank, phone }) => {
  const { offer, tx_code: digits } = await bank.offer(HANDLE);
  const owner = await phone(at(bank));
  await owner.press("I have an invite");
  assert.equal(await owner.page.getByLabel("Digits that came apart").count(), 0, "an invite has none");
  await owner.fill("Invite code or link", offer);
  await owner.page.getByText("It names your bank itself.").waitFor();
  await look(owner, "offer");
  await owner.press("Open my locker");
  await isSaid(owner.page, /needs the digits that your bank gave you apart from it/);
  await owner.fill("Digits that came apart", digits === "000000" ? "000001" : "000000");
  await owner.press("Open my locker");
  await isSaid(owner.page, /This invite cannot be used/);
  await owner.page.getByText("Perhaps only the digits were wrong: type them again.").waitFor();
  await look(owner, "offer-wrong-digits");
  await owner.fill("Digits that came apart", digits);
  await owner.press("Open my locker");
  await settle(owner);
  assert.equal((await bank.locker(HANDLE)).state, "open");
});

story("an offer by value is taken too, and one that is no offer of a Locker ID is not", async ({ bank, phone }) => {
  const { offer_by_value: offer, tx_code: digits } = await bank.offer(HANDLE);
  const owner = await phone(at(bank));
  await owner.press("I have an invite");
  await owner.fill("Invite code or link", offer.replace("locker-id", "another-id"));
  await owner.fill("Digits that came apart", digits);
  await owner.press("Open my locker");
  await isSaid(owner.page, /not an offer of a Locker ID/);
  await owner.fill("Invite code or link", offer);
  await owner.press("Open my locker");
  await owner.heading("Your own key");
});

/** The code of an offer that an officer makes, as it is drawn, and its digits. */
async function drawn(bank, browser) {
  const desk = await Desk.at(bank, browser);
  await desk.sit(bank, "officer1");
  await desk.nav("Invite");
  await desk.fill("Handle of the customer", HANDLE);
  await desk.page.getByLabel("What the customer enrols with").selectOption({ label: "Any wallet app (credential offer)" });
  await desk.press("Make the invite");
  await desk.heading("The invite is made");
  const made = { code: await photo(desk, "The link as a QR code"), digits: await desk.page.locator(".digits").textContent() };
  assert.deepEqual(desk.wrongs, []);
  return made;
}

story("an offer is scanned from the sheet that an officer prints", async ({ bank, browser, phone }) => {
  const { code, digits } = await drawn(bank, browser);
  await show(browser, code, join(bank.folder, FILM));
  const owner = await phone(at(bank));
  await giveDetector(owner);
  await owner.press("I have an invite");
  await owner.press("Scan the QR code");
  await owner.page.getByLabel("Digits that came apart").waitFor();
  await owner.fill("Digits that came apart", digits);
  await owner.press("Open my locker");
  await owner.heading("Your own key");
}, { film: FILM });
