// Signing in, finding the case and approving it with nothing but the keyboard.
import assert from "node:assert/strict";
import { link } from "./kit/desk.mjs";
import { office } from "./kit/office.mjs";
import { Owner } from "./kit/owner.mjs";

const HANDLE = "owner@example.com";

/** Presses Tab until what has the focus is called so. */
async function tabTo(desk, role, name) {
  const wanted = desk.page.getByRole(role, { name }).first();
  await wanted.waitFor();
  for (let step = 0; step < 80; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await desk.page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard does not reach ${role} ${name}`);
}

async function enter(desk, role, name) {
  await tabTo(desk, role, name);
  await desk.page.keyboard.press("Enter");
}

office("an officer approves a case with the keyboard alone", async ({ bank, desk }) => {
  await new Owner(bank, "old").settle(await bank.invite(HANDLE));
  const { code } = await new Owner(bank, "new").recover();
  const one = await desk();
  await one.follow(await link(bank, "officer1"));
  await enter(one, "button", "Make the passkey");
  await enter(one, "button", "Go to sign in");
  await tabTo(one, "textbox", "Your name at this bank");
  await one.page.keyboard.press("Enter");
  await one.heading("Recovery cases");
  assert.equal(await one.page.evaluate(() => document.activeElement.tagName), "H1", "the focus is at the heading");
  await enter(one, "button", new RegExp(HANDLE));
  await one.handle(HANDLE);
  await tabTo(one, "textbox", "The code that the owner reads out");
  await one.page.keyboard.type(code);
  await one.page.keyboard.press("Tab");
  await one.page.keyboard.press("Space");
  assert.ok(await one.page.getByRole("radio", { name: "Stands before me" }).isChecked());
  await tabTo(one, "checkbox", "Passport");
  await one.page.keyboard.press("Space");
  for (const looked of [/face/, /name/, /date of birth/, /expired/, /Security features/, /machine-readable/]) {
    await tabTo(one, "checkbox", looked);
    await one.page.keyboard.press("Space");
  }
  await enter(one, "button", "Approve with your passkey");
  await one.reads("It takes another person now.");
  await enter(one, "button", "Back");
  await one.heading("Recovery cases");
  await enter(one, "button", "Sign out");
  await one.reads("You are signed out.");
});
