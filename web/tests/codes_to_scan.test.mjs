// The three QR codes: each is read from the screen by a program that knows nothing of this project, and taken in by the camera.
import assert from "node:assert/strict";
import { join } from "node:path";
import { Desk } from "./kit/desk.mjs";
import { look } from "./kit/look.mjs";
import { giveDetector, photo, readQr, show } from "./kit/qr.mjs";
import { story } from "./kit/scene.mjs";
import { addKit, addPin, putIn } from "./kit/way.mjs";

const FILM = "camera.mjpeg";

/** The sheet of an invite that an officer makes: its link, and its code as it is drawn. */
async function invite(bank, browser) {
  const desk = await Desk.at(bank, browser);
  await desk.sit(bank, "officer1");
  await desk.nav("Invite");
  await desk.fill("Handle of the customer", "owner@example.com");
  await desk.press("Make the invite");
  await desk.heading("The invite is made");
  const drawn = await photo(desk, "The link as a QR code");
  const link = await desk.page.locator("article dd.all").first().textContent();
  assert.deepEqual(desk.wrongs, []);
  return { link, drawn };
}

story("invite, kit and second device are drawn so that anybody reads them, and the camera of the page does", async ({ bank, browser, phone }) => {
  const film = join(bank.folder, FILM);
  const { link, drawn } = await invite(bank, browser);
  assert.equal(await readQr(drawn), link);

  // The link leads to the bank's own address: so does the page here.
  const at = { url: bank.url.replace("127.0.0.1", "localhost") };
  const first = await phone({ at });
  await giveDetector(first);
  await show(browser, drawn, film);
  await first.press("I have an invite");
  await first.press("Scan the QR code");
  await first.page.waitForFunction((code) => document.querySelector("form input").value === code, new URL(link).hash.split("=")[1]);
  await first.press("Open my locker");
  await first.heading("Your own key");
  const sheet = first.page.getByRole("article");
  await first.press("Make my kit");
  await sheet.waitFor();
  const kit = await photo(first, "The same code, to scan");
  const groups = await sheet.locator(".code span").allTextContents();
  assert.equal(await readQr(kit), groups.join("-"));
  await first.fill("To be sure: the last group of the code, four characters", groups.at(-1));
  await first.press("Add this kit");
  await addPin(first);
  await first.heading("Your locker is ready");
  await first.press("Put something in");
  await putIn(first, { "a.txt": "a" });

  await first.nav("Locker");
  await first.press(/^Lock$/);
  await first.nav("Items");
  await first.press("Open my locker");
  const dialog = first.page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Recovery kit" }).check();
  await show(browser, kit, film);
  await first.press("Scan the kit");
  await first.page.getByText("1 item", { exact: true }).waitFor({ timeout: 20_000 });

  await first.more("Devices");
  await first.press("Add a device");
  const shown = first.page.locator(".link");
  await shown.waitFor();
  const join_ = await photo(first, "Add a device");
  assert.equal(await readQr(join_), await shown.textContent());
  const second = await phone({ at });
  await giveDetector(second);
  await show(browser, join_, film);
  await second.press("Add this device");
  await second.press("Scan the QR code");
  await second.page.waitForFunction(() => document.querySelector("form input").value.startsWith("dlocker"));
  await second.press("Ask to join");
  await second.heading("This device has asked to join");
}, { film: FILM });

story("a browser without a camera says so, and the code can be typed", async ({ bank, phone }) => {
  const owner = await phone();
  await giveDetector(owner);
  await owner.press("I have an invite");
  await owner.press("Scan the QR code");
  await owner.page.getByRole("alert").filter({ hasText: "The camera cannot be used here." }).waitFor();
  await look(owner, "no-camera");
  await owner.fill("Invite code or link", await bank.invite("owner@example.com"));
  await owner.press("Open my locker");
  await addKit(owner);
});
