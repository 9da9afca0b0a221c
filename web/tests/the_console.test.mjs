// The main line of the console: passkeys, an invite, a lost phone that two officers let back in.
import assert from "node:assert/strict";
import { link } from "./kit/desk.mjs";
import { office } from "./kit/office.mjs";
import { Owner } from "./kit/owner.mjs";
import { PHONE } from "./kit/phone.mjs";
import { root } from "./kit/programs.mjs";

const HANDLE = "owner@example.com";

/** Makes an invite, and gives its code as it stands on the sheet. */
async function invite(desk) {
  await desk.nav("Invite");
  await desk.fill("Handle of the customer", HANDLE);
  await desk.press("Make the invite");
  await desk.heading("The invite is made");
  await desk.page.getByRole("img", { name: "The link as a QR code" }).waitFor();
  return desk.page.locator("article dd.all").nth(1).textContent();
}

office("two officers sign in, invite a customer, and let the owner back in after the phone is lost", async ({ bank, desk, officer }) => {
  const one = await desk({ viewport: PHONE });
  await one.heading("Sign in");
  await one.look("phone-sign-in");
  const address = await link(bank, "officer1");
  await one.follow(address);
  await one.heading("Register your passkey");
  await one.reads("officer1");
  assert.equal(await one.page.evaluate(() => location.href), address.split("#")[0], "the code is out of the address");
  const visited = await one.page.evaluate(() => navigation.entries().map((entry) => entry.url).join(" "));
  assert.ok(!visited.includes("passkey="), "and stands nowhere in the history");
  await one.look("phone-register");
  await one.press("Make the passkey");
  await one.heading(/officer1 is registered/);
  await one.look("phone-registered");
  await one.press("Go to sign in");
  assert.equal(await one.page.getByLabel("Your name at this bank").inputValue(), "officer1");
  await one.signIn("officer1");
  await one.look("phone-no-cases");
  await one.follow(address);
  await one.reads("Ask the operator for a new one.");
  await one.look("phone-link-used");
  await one.press("Go on");
  await one.heading("Recovery cases");

  const code = await invite(one);
  await one.look("phone-invite");
  await one.page.emulateMedia({ media: "print" });
  assert.equal(await one.page.getByRole("navigation").isVisible(), false, "the customer takes the sheet along, not the console");
  await one.page.screenshot({ path: `${root}target/web/screens/staff-print-invite.png`, fullPage: true });
  await one.page.emulateMedia({ media: null });
  const old = new Owner(bank, "old");
  await old.settle(code);
  const lost = new Owner(bank, "new");
  const opened = await lost.recover();
  await one.openCase(HANDLE);
  await one.reads("2 more officers who approve");
  await one.look("phone-case");
  await one.approve(opened.code);
  await one.reads("Approved, and signed by your passkey.");
  await one.reads("You have approved. It takes another person now.");
  assert.equal(await one.button("Approve with your passkey").count(), 0, "one person approves once");
  await one.look("phone-case-approved");
  const waits = await lost.fails(lost.goOn("early"), [4]);
  assert.equal(waits.code, "waiting", JSON.stringify(waits));

  const two = await officer("officer2");
  await two.look("desk-cases");
  await two.openCase(HANDLE);
  await two.reads("officer1");
  await two.reads("One more officer who approves");
  await two.look("desk-case");
  await two.approve(opened.code, { faceToFace: false, documents: ["Identity card", "Bank card"] });
  await two.reads("ready for the owner");
  await two.look("desk-case-ready");
  assert.equal((await lost.run(lost.goOn("again"))).state, "recovered");
  lost.isBack("again");
  await two.nav("Cases");
  await two.reads("carried out");

  await two.nav("Audit");
  await two.reads("approved a recovery");
  await two.look("desk-audit");
  await one.nav("Audit");
  await one.reads("approved a recovery");
  await one.look("phone-audit");
  await one.press("Sign out");
  await one.reads("You are signed out.");
  await one.look("phone-signed-out");
});
