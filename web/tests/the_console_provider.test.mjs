// Staff sign in through the bank's own identity provider: a real one, of which dLocker knows nothing.
import assert from "node:assert/strict";
import { after } from "node:test";
import { office } from "./kit/office.mjs";
import { Owner } from "./kit/owner.mjs";
import { Provider, through } from "./kit/provider.mjs";

const HANDLE = "owner@example.com";
const provider = await Provider.open({
  ana: ["counter"], ben: ["recovery"], cem: ["recovery", "counter"], dot: ["audit"], eli: ["kitchen"], officer1: ["recovery"],
});
after(() => provider.close());

/** A desk at which this person came in through the provider. */
async function seated(desk, name) {
  const one = await desk();
  await through(one, name);
  await one.page.getByRole("button", { name: "Sign out" }).waitFor({ timeout: 20_000 });
  return one;
}

async function withPasskey(desk, name) {
  const one = await seated(desk, name);
  await one.reads("You need a passkey to decide");
  await one.press("Make your passkey");
  await one.heading("Register your passkey");
  await one.press("Make the passkey");
  await one.heading(`The passkey of ${name} is registered`);
  await one.button("Go on").click();
  await one.heading("Recovery cases");
  // The bank is asked again what this person may do and has.
  await one.button("Make your passkey").waitFor({ state: "detached" });
  return one;
}

office("a teller invites and cannot decide, two approvers decide, and an auditor reads what they did", async ({ bank, desk }) => {
  provider.serve(bank);
  const old = new Owner(bank, "old");
  await old.settle(await bank.invite(HANDLE));
  const { code } = await new Owner(bank, "new").recover();

  const teller = await seated(desk, "ana");
  assert.equal(teller.page.url(), `${bank.url.replace("127.0.0.1", "localhost")}/staff`, "the code does not stay in the address");
  assert.deepEqual(await teller.page.evaluate(() => indexedDB.databases()), [], "nor the key in the browser");
  assert.equal(await teller.page.getByLabel("Your name at this bank").count(), 0);
  await teller.look("desk-provider-teller");
  await teller.openCase(HANDLE);
  for (const name of ["Approve with your passkey", "Reject"]) assert.equal(await teller.button(name).count(), 0, name);
  assert.equal(await teller.page.getByRole("navigation").getByRole("button", { name: "Audit" }).count(), 0);
  await teller.nav("Invite");
  await teller.fill("Handle of the customer", "new@example.com");
  await teller.press("Make the invite");
  await teller.reads("new@example.com");

  for (const name of ["ben", "cem"]) {
    const approver = await withPasskey(desk, name);
    await approver.openCase(HANDLE);
    await approver.approve(code);
    await approver.reads("Approved, and signed by your passkey.");
    await approver.close();
  }
  const [one] = await bank.cases();
  assert.deepEqual(one.approved_by.map(({ staff, passkey }) => [staff, passkey]), [["ben", true], ["cem", true]]);

  const auditor = await seated(desk, "dot");
  assert.deepEqual(await auditor.page.getByRole("navigation").getByRole("button").allTextContents(), ["Cases", "Audit"]);
  await auditor.openCase(HANDLE);
  for (const name of ["Approve with your passkey", "Reject"]) assert.equal(await auditor.button(name).count(), 0, name);
  await auditor.nav("Audit");
  await auditor.reads("signed in through the bank’s sign-in (teller, approver)");
  await auditor.look("desk-provider-audit");
}, provider.settings());

office("who has no role, the name of somebody else, or another sign-in's way back is told so", async ({ bank, desk }) => {
  provider.serve(bank);
  const one = await desk();
  await one.heading("Sign in");
  await one.look("desk-provider-sign-in");
  await through(one, "eli");
  await one.reads(/gives you no role at this bank: its claim "roles" says \["kitchen"\]/);
  await one.look("desk-provider-no-role");

  const two = await desk();
  await through(two, "officer1");
  await two.reads(/There is another officer1 at this bank/);

  const three = await desk();
  await three.page.goto(`${three.front.url}/staff?code=stolen&state=stolen`);
  await three.reads("no longer has the key that this sign-in was for");
  assert.equal(new URL(three.page.url()).search, "");
  await three.page.goto(`${three.front.url}/staff?error=access_denied&state=any`);
  await three.reads("You were not let in at your bank’s sign-in");
  await three.press("Go to sign in");
  await three.heading("Sign in");
}, provider.settings());
