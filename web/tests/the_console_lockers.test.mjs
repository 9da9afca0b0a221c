// Lockers as staff see them: found by handle, frozen after a call, kept frozen, and opened again.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { office } from "./kit/office.mjs";
import { Owner } from "./kit/owner.mjs";
import { PHONE } from "./kit/phone.mjs";

const HANDLE = "owner@example.com";

office("a locker is found, frozen after a call, kept frozen, and thawed", async ({ bank, officer }) => {
  const owner = new Owner(bank, "old");
  await owner.settle(await bank.invite(HANDLE));
  const desk = await officer("officer1", { viewport: PHONE });
  await desk.nav("Lockers");
  await desk.look("phone-find");
  await desk.press("Find");
  await desk.reads("Type the handle of the owner.");
  await desk.fill("Handle", "nobody@example.com");
  await desk.press("Find");
  await desk.reads("There is no locker under this handle.");
  await desk.fill("Handle", HANDLE);
  await desk.press("Find");
  await desk.handle(HANDLE);
  await desk.reads("in use");
  await desk.look("phone-locker");

  await desk.press("Freeze after a call");
  await desk.reads("This locker is frozen");
  await desk.reads("It lapses by itself");
  await desk.look("phone-frozen");
  assert.equal((await owner.fails(owner.restore("never"), [5])).code, "locker-frozen");
  await desk.press("The owner is identified: keep it frozen");
  await desk.reads("so it stays until somebody lifts it");
  await desk.press("Lift the freeze");
  await desk.look("phone-thaw");
  await desk.press("Lift with your passkey");
  await desk.reads("The locker is open again.");
  await owner.run(owner.restore("again"));
  owner.isBack("again");
  await desk.nav("Audit");
  for (const words of ["froze a locker after a call", "froze a locker, its owner identified", "lifted a freeze", "looked up nobody@example.com, who has no locker"]) await desk.reads(words);
});

office("guesses are given back to the device in the owner's hand", async ({ bank, officer }) => {
  const owner = new Owner(bank, "old");
  await owner.settle(await bank.invite(HANDLE));
  const wrong = join(bank.folder, "wrong.txt");
  await writeFile(wrong, "000000");
  for (let guess = 0; guess < 3; guess += 1) await owner.fails(["restore", "--to", join(bank.folder, "x"), "--pin-file", wrong], [6]);
  const desk = await officer("officer1");
  await desk.find(HANDLE);
  await desk.reads("frozen: no guesses left");
  await desk.look("desk-locker-frozen-key");
  await desk.press("Give guesses back");
  await desk.look("desk-guesses");
  await desk.press("Give back with your passkey");
  await desk.reads("That device has its guesses back.");
  await owner.run(owner.restore("again"));
  owner.isBack("again");
}, { guesses: { pin: "3" } });

office("a handle that has a locker in use cannot be invited again", async ({ bank, officer }) => {
  const owner = new Owner(bank, "old");
  await owner.settle(await bank.invite(HANDLE));
  const desk = await officer("officer1");
  await desk.nav("Invite");
  await desk.look("desk-invite-form");
  await desk.press("Make the invite");
  await desk.reads("Type the handle of the customer.");
  await desk.fill("Handle of the customer", HANDLE);
  await desk.press("Make the invite");
  await desk.reads("To let its owner back in, use a recovery case");
});
