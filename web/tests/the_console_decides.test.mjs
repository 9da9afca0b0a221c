// What an officer decides besides a plain approval: wrong codes, a rejection, a veto, a device that was reported lost.
import assert from "node:assert/strict";
import { office } from "./kit/office.mjs";
import { Owner } from "./kit/owner.mjs";
import { PHONE } from "./kit/phone.mjs";

const HANDLE = "owner@example.com";
const other = (code) => (code === "111111" ? "222222" : "111111");

async function settled(bank) {
  const old = new Owner(bank, "old");
  await old.settle(await bank.invite(HANDLE));
  return old;
}

office("three wrong codes close a case, and what is missing is said before anything is sent", async ({ bank, officer }) => {
  await settled(bank);
  const lost = new Owner(bank, "new");
  const { code } = await lost.recover();
  const desk = await officer("officer1");
  await desk.openCase(HANDLE);
  await desk.press("Approve with your passkey");
  await desk.reads("A code has six digits.");
  await desk.fill("The code that the owner reads out", "12345");
  await desk.press("Approve with your passkey");
  await desk.reads("nothing was counted");
  await desk.fill("The code that the owner reads out", "123 456");
  await desk.press("Approve with your passkey");
  await desk.reads("Say whether the owner stands before you.");
  await desk.page.getByRole("radio", { name: "Stands before me" }).check();
  await desk.press("Approve with your passkey");
  await desk.reads("Mark at least one document");
  await desk.page.getByRole("checkbox", { name: "Driving licence" }).check();
  await desk.page.getByRole("checkbox", { name: /face is the one/ }).check();
  await desk.press("Approve with your passkey");
  await desk.reads("Driving licence: look at everything on its list");
  await desk.look("desk-checklist");
  await desk.page.getByRole("checkbox", { name: "Driving licence" }).uncheck();

  await desk.approve(other(code));
  await desk.reads("2 more wrong ones close the case");
  assert.equal(await desk.page.getByLabel("The code that the owner reads out").inputValue(), "", "a typed code does not stay");
  await desk.look("desk-wrong-code");
  await desk.approve(other(code));
  await desk.reads("One more wrong one closes the case");
  await desk.approve(other(code));
  await desk.reads("closed for good");
  assert.equal(await desk.button("Approve with your passkey").count(), 0);
  await desk.look("desk-case-closed");
  const refused = await lost.fails(lost.goOn("never"), [5]);
  assert.equal(refused.code, "case-over");
  await desk.nav("Audit");
  await desk.reads("typed a wrong code");
});

office("a rejection is signed, and its reason is read on the phone", async ({ bank, officer }) => {
  await settled(bank);
  const lost = new Owner(bank, "new");
  await lost.recover();
  const desk = await officer("officer1", { viewport: PHONE });
  await desk.openCase(HANDLE);
  await desk.press("Reject this case");
  await desk.press("Reject with your passkey");
  await desk.reads("Say why.");
  await desk.look("phone-reject");
  await desk.page.getByRole("textbox", { name: "Why" }).fill("The photo is of somebody else");
  await desk.press("Reject with your passkey");
  await desk.reads("Rejected, and signed by your passkey.");
  await desk.reads("The photo is of somebody else");
  await desk.look("phone-rejected");
  const refused = await lost.fails(lost.goOn("never"), [5]);
  assert.match(refused.message, /somebody else/);
});

office("after a veto only two officers face to face count, and one who approved from afar may approve again", async ({ bank, officer }) => {
  const old = await settled(bank);
  const lost = new Owner(bank, "new");
  const opened = await lost.recover();
  const [one, two] = [await officer("officer1"), await officer("officer2", { viewport: PHONE, colorScheme: "dark" })];
  await one.openCase(HANDLE);
  await one.approve(opened.code, { faceToFace: false });
  await one.reads("You approved without seeing the owner.");
  await old.run(["veto", opened.case]);
  await two.openCase(HANDLE);
  await two.reads("A device of this locker says: this is not me.");
  await two.reads("2 more officers who see the owner face to face");
  await two.reads("After a veto only an approval face to face counts.");
  await two.look("phone-veto-dark");
  await two.approve(opened.code);
  await two.reads("You have approved. It takes another person now.");
  await one.openCase(HANDLE);
  await one.approve(opened.code);
  await one.reads("ready for the owner");
  await one.look("desk-veto-overridden");
  assert.equal((await lost.run(lost.goOn("again"))).state, "recovered");
});

office("a device that was reported lost is suspended while the case is under way", async ({ bank, officer }) => {
  const old = await settled(bank);
  const lost = new Owner(bank, "new");
  const { code } = await lost.recover();
  const desk = await officer("officer1");
  await desk.find(HANDLE);
  await desk.reads("A device can be suspended while a case with at least one approval is under way.");
  await desk.openCase(HANDLE);
  assert.equal(await desk.button("Show the devices").count(), 0, "nobody is shut out before somebody was identified");
  await desk.approve(code);
  await desk.press("Show the devices of this locker");
  await desk.press(/^Suspend: device-/);
  await desk.look("desk-suspend");
  await desk.press("Suspend with your passkey");
  await desk.reads("The device is suspended.");
  await desk.look("desk-suspended");
  assert.equal((await old.fails(old.restore("never"), [5])).code, "suspended");
});

office("a case of a handle that has no locker says so, and cannot be approved", async ({ bank, officer }) => {
  await new Owner(bank, "new", "nobody@example.com").recover();
  const desk = await officer("officer1");
  await desk.openCase("nobody@example.com");
  await desk.reads("No locker has this handle");
  assert.equal(await desk.button("Approve with your passkey").count(), 0);
  await desk.look("desk-unknown-handle");
});
