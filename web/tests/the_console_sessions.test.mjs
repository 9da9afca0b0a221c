// How a session ends, and who may not begin one.
import assert from "node:assert/strict";
import { link, removePasskeys } from "./kit/desk.mjs";
import { office } from "./kit/office.mjs";
import { Owner } from "./kit/owner.mjs";

const HANDLE = "owner@example.com";

office("a removed passkey ends its session at once, and signs nobody in", async ({ bank, officer }) => {
  const desk = await officer("officer1");
  await removePasskeys(bank, "officer1");
  await desk.nav("Audit");
  await desk.reads("Your session is over");
  await desk.look("desk-session-over");
  await desk.press("Sign in with your passkey");
  await desk.reads(/This passkey is not one of yours/);
  assert.equal(await desk.page.getByRole("navigation").count(), 0);
});

office("a session that nobody used is over at the bank", async ({ bank, officer }) => {
  const owner = new Owner(bank, "old");
  await owner.settle(await bank.invite(HANDLE));
  const desk = await officer("officer1");
  await desk.nav("Lockers");
  await desk.page.waitForTimeout(4500);
  await desk.fill("Handle", HANDLE);
  await desk.press("Find");
  await desk.reads("Your session is over");
  await desk.signIn("officer1", "Lockers");
}, { staff: { session_idle: '"4s"' } });

office("after ten minutes of rest the console is locked and forgets what it showed", async ({ bank, desk }) => {
  const owner = new Owner(bank, "old");
  await owner.settle(await bank.invite(HANDLE));
  const one = await desk();
  await one.page.clock.install();
  await one.page.reload();
  await one.sit(bank, "officer1");
  await one.find(HANDLE);
  await one.page.clock.fastForward("09:50");
  await one.handle(HANDLE);
  await one.page.clock.fastForward("00:20");
  await one.reads("Locked after ten minutes of rest");
  assert.equal((await one.page.content()).includes(HANDLE), false);
  await one.look("desk-locked");
});

office("a reload asks for the passkey again, and only the newest link counts", async ({ bank, desk, officer }) => {
  const one = await officer("officer1");
  await one.page.reload();
  await one.signIn("officer1");
  const [first, second] = [await link(bank, "officer2"), await link(bank, "officer2")];
  const two = await desk();
  await two.follow(first);
  await two.reads("This link is unknown, was used before, or lapsed");
  await two.register(second);
  await two.press("Go to sign in");
  await two.fill("Your name at this bank", "officer1");
  await two.press("Sign in with your passkey");
  await two.reads(/not one of yours|does not know this name/);
  await two.fill("Your name at this bank", "nobody");
  await two.press("Sign in with your passkey");
  await two.reads("The bank does not know this name with this passkey.");
  await two.look("desk-not-signed-in");
});
