// The owner's own keys: passkeys, wrong guesses, and the kit.
import assert from "node:assert/strict";
import { look } from "./kit/look.mjs";
import { story } from "./kit/scene.mjs";
import { addKit, begin, enrol, openWith, PIN, putIn } from "./kit/way.mjs";

story("a passkey opens the locker, and nothing of its secret leaves the page", async ({ bank, front, phone }) => {
  const owner = await phone();
  await owner.passkeys();
  await enrol(owner, await bank.invite("owner@example.com"));
  await addKit(owner);
  await owner.heading("Then: one for every day");
  await owner.press(/^Passkey/);
  await look(owner, "passkey");
  await owner.press("Make the passkey");
  await owner.heading("Your locker is ready");
  await owner.press("Put something in");
  await putIn(owner, { "a.txt": "a" });
  await owner.nav("Locker");
  await owner.press(/^Lock$/);
  await owner.nav("Items");
  await owner.press("Open my locker");
  await look(owner, "unlock-passkey");
  await owner.press("Use the passkey");
  await owner.page.getByText("1 item", { exact: true }).waitFor();
  const sent = front.seen.map((entry) => Buffer.concat(entry.body).toString("latin1")).join("\n");
  // With its quotation marks: in sealed bytes any three letters come up once in a while.
  assert.doesNotMatch(sent, /"prf"|clientExtensionResults/);
});

story("wrong PINs are counted, shown, and freeze the PIN alone", async ({ bank, phone }) => {
  const owner = await phone();
  const kit = await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await putIn(owner, { "a.txt": "a" });
  await owner.nav("Locker");
  await owner.press(/^Lock$/);
  await owner.nav("Items");
  await owner.press("Open my locker");
  await openWith(owner, "0000");
  await owner.page.getByText("2 guesses are left before this key freezes.").waitFor();
  await look(owner, "wrong-pin");
  await openWith(owner, "0001");
  await owner.page.getByText("One guess is left before this key freezes.").waitFor();
  await openWith(owner, "0002");
  await owner.page.getByText(/No guesses are left for this key: it is frozen here\. Use another key/).waitFor();
  await look(owner, "exhausted");
  await owner.press("Close");
  await owner.press("Open my locker");
  const sheet = owner.page.getByRole("dialog");
  await sheet.getByLabel("Code of the kit").fill(kit.toLowerCase().replaceAll("-", " "));
  await sheet.getByRole("button", { name: "Open", exact: true }).click();
  await owner.page.getByText("1 item", { exact: true }).waitFor();
  await owner.nav("Locker");
  await owner.page.getByText("frozen: no guesses left").waitFor();
  await look(owner, "home-frozen-pin");
}, { bank: { guesses: { pin: "3" } } });

story("a rehearsal opens for real and changes nothing", async ({ bank, phone }) => {
  const owner = await phone();
  await owner.page.clock.install();
  await owner.page.reload();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await putIn(owner, { "a.txt": "a", "b.txt": "b" });
  await owner.more("Rehearse");
  await owner.page.getByRole("radio", { name: "PIN" }).check();
  await owner.fill("PIN", PIN);
  await owner.page.getByRole("main").getByRole("button", { name: "Rehearse", exact: true }).click();
  await owner.page.getByText("It opens", { exact: true }).waitFor();
  await owner.page.getByText(/opens too: 2 items/).waitFor();
  await look(owner, "rehearsed");
  await owner.nav("Locker");
  await owner.page.getByRole("heading", { name: "All is well" }).waitFor();
  await look(owner, "home-well");
  await owner.page.clock.setSystemTime(Date.now() + 91 * 24 * 3600 * 1000);
  await owner.nav("Items");
  await owner.nav("Locker");
  await owner.page.getByRole("heading", { name: "It is a while since you last rehearsed" }).waitFor();
  await look(owner, "home-remind");
});
