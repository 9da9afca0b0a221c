// Every screen that a story on its own does not come by; `look` sees each on a phone and on a desk, light and dark.
import { look } from "./kit/look.mjs";
import { approve, codeOf } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { addKit, addPin, enrol, putIn } from "./kit/way.mjs";

const MORE = ["Your keys", "Devices", "Rehearse", "Earlier backups", "To be issued again", "Changes that wait", "Rules", "Freeze", "Leave", "About this page"];
const name = (title) => title.toLowerCase().replaceAll(" ", "-");

/** Waits until nothing is being asked any more. */
async function settled(owner) {
  await owner.page.waitForFunction(() => !/Loading|…/.test(document.querySelector("[role=status]")?.textContent ?? ""));
  await owner.page.waitForTimeout(300);
}

story("joining, and everything behind the tabs", async ({ bank, phone }) => {
  const owner = await phone();
  await owner.press("I have an invite");
  await look(owner, "invite");
  await owner.press("Back");
  await enrol(owner, await bank.invite("owner@example.com"));
  await owner.press("Make my kit");
  await owner.page.getByRole("article").waitFor();
  await look(owner, "kit");
  await owner.page.reload();
  await owner.press("Choose my key");
  const kit = await addKit(owner);
  await owner.heading("Then: one for every day");
  await owner.press(/^Passphrase/);
  await look(owner, "passphrase");
  await owner.page.reload();
  await owner.more("Your keys");
  await owner.press(/^PIN/);
  await look(owner, "pin");
  await owner.fill("PIN", "12");
  await owner.fill("The same again", "12");
  await owner.press("Use this PIN");
  await owner.page.getByRole("alert").getByText("A PIN has 4 to 12 digits.").waitFor();
  await look(owner, "pin-too-short");
  await owner.press("Back");
  await addPin(owner);
  const dialog = owner.page.getByRole("dialog");
  await dialog.getByLabel("Code of the kit").fill(kit);
  await look(owner, "unlock-kit");
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  await owner.page.getByText("Added", { exact: true }).waitFor();
  await owner.nav("Put in");
  await look(owner, "put");
  await putIn(owner, { "passport.json": "{}", "notes.txt": "notes" });
  await owner.nav("Items");
  await owner.page.getByText("2 items", { exact: true }).waitFor();
  for (const tab of ["Locker", "Items", "Visits", "More"]) {
    await owner.nav(tab);
    await settled(owner);
    await look(owner, `tab-${name(tab)}`);
  }
  for (const title of MORE) {
    await owner.more(title);
    await settled(owner);
    await look(owner, `more-${name(title)}`);
  }
  await owner.more("Leave");
  await owner.press("Forget the locker on this device");
  await look(owner, "leave-sure");
  await owner.page.getByRole("dialog").getByRole("button", { name: "I understand. Forget it" }).click();
  await owner.heading("Your wallet");

  await owner.press("I lost my phone");
  await look(owner, "lost-begin");
  await owner.fill("Your name at the bank", "owner@example.com");
  await owner.press("Begin");
  await approve(bank, await codeOf(owner));
  await owner.heading("Your bank lets this device in");
  await look(owner, "lost-ready");
});
