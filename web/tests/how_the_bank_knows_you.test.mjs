// Who the owner is, by a credential of somebody else's: shown from a wallet app of other makers, bound on the page, waited for, stopped, and evidence in a recovery.
import assert from "node:assert/strict";
import { isSaid } from "./kit/heard.mjs";
import { look } from "./kit/look.mjs";
import { photo, readQr } from "./kit/qr.mjs";
import { caseOf, codeOf, finish, letIn, openCase } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { begin, openWith, putIn } from "./kit/way.mjs";
import { Issuer, WalletApp } from "./kit/wallet_app.mjs";

const ANNA = { given_name: "Anna Maria", family_name: "Weiß", birthdate: "1979-03-31" };
const HANDLE = "owner@example.com";
const issuer = await Issuer.make();
const trust = { identity: { trust: `[${issuer.trusted()}]` } };

async function wallet(bank, claims = ANNA) {
  const app = await WalletApp.make(bank);
  await app.take(issuer, claims);
  return app;
}

/** The link as the code on the screen has it. */
async function asked(phone) {
  const code = await readQr(await photo(phone, "Open it in the wallet app"));
  assert.equal(code, await phone.page.getByRole("link", { name: "Open it in the wallet app" }).getAttribute("href"));
  return code;
}

story("a credential is shown on the page, and stands for one officer when the phone is lost", async ({ bank, phone }) => {
  const app = await wallet(bank);
  const first = await phone();
  await begin(first, bank, HANDLE);
  await first.press("Put something in");
  await putIn(first, { "a.txt": "a" });
  await first.nav("Locker");
  await first.press(/^Lock$/);
  await first.more("How your bank knows you");
  await first.page.getByText("Your bank knows you by no credential yet.").waitFor();
  await look(first, "identity-none");
  await first.press("Show a credential");
  await openWith(first);
  await isSaid(first.page, /No wallet app has opened it yet/);
  const link = await asked(first);
  assert.equal(await first.page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Show it with your wallet app", "a keyboard goes on there");
  await look(first, "identity-asked");
  const request = await app.fetch(link);
  await isSaid(first.page, /has opened it and has not answered yet/);
  assert.equal((await app.answer(request)).status, 200);
  await isSaid(first.page, /Your bank took it: it knows you by national-id now/);
  await first.page.getByText("Your bank knows you by", { exact: true }).waitFor();
  await look(first, "identity-bound");

  await first.press("Show another credential");
  const declined = await asked(first);
  await app.answer(await app.fetch(declined), { body: { error: "access_denied" } });
  await isSaid(first.page, /The wallet showed nothing/);
  await look(first, "identity-declined");
  await first.press("New link");
  assert.notEqual(await asked(first), declined);
  await first.press("Not now");

  const second = await phone();
  const code = await openCase(second, HANDLE);
  await second.press("Show a credential");
  const thief = await wallet(bank, { ...ANNA, birthdate: "1980-01-01" });
  assert.equal((await thief.show(await asked(second))).status, 400);
  await isSaid(second.page, /does not say what the bank knows of this locker's owner/);
  await second.press("New link");
  await look(second, "lost-credential");
  assert.equal((await app.show(await asked(second))).status, 200);
  await isSaid(second.page, /Your bank took it: national-id. An officer has to approve as well/);
  await isSaid(second.page, /1 of 2 approved/);
  assert.equal(await codeOf(second), code);
  await look(second, "lost-credential-counted");
  await bank.approve(0, await caseOf(bank), code);
  await letIn(second);
  await finish(second);
  await second.heading("Your wallet is back");
}, { bank: trust });

story("after the first day a credential waits, every screen says so, and it is stopped", async ({ bank, phone }) => {
  const app = await wallet(bank);
  const owner = await phone();
  await begin(owner, bank, HANDLE);
  await owner.press("Look around first");
  const show = async () => {
    await owner.more("How your bank knows you");
    await owner.press("Show a credential");
    assert.equal((await app.show(await asked(owner))).status, 200);
    await isSaid(owner.page, /Your bank saw it. It knows you by national-id from .* on, unless a device of yours stops it/);
  };
  await show();
  await owner.page.getByText("A credential waits to be taken").waitFor();
  await look(owner, "identity-waits");
  await owner.press("Stop it: national-id");
  await isSaid(owner.page, /It was stopped: that credential will not count/);
  assert.equal(await owner.page.getByText("A credential waits to be taken").count(), 0);
  await show();
  await owner.nav("Locker");
  await owner.page.getByText("A credential waits to be taken").waitFor();
  await owner.press("Look at it");
  await owner.heading("Changes that wait");
  await owner.page.getByText("until then it does not count").waitFor();
  await look(owner, "waiting-identity");
  await owner.press("Stop it: national-id");
  await isSaid(owner.page, /It was stopped: that credential will not count/);
  assert.equal(await owner.page.getByText("A credential waits to be taken").count(), 0);
  await owner.nav("Visits");
  await owner.page.getByText("stop it under More, How your bank knows you").first().waitFor();
  assert.equal(await owner.page.getByText(/dlocker identity/).count(), 0, "no command stands on the page");
}, { bank: { ...trust, changes: { first_day: '"0s"', wait: '"1h"' } } });

story("a bank that believes no issuer says so", async ({ bank, phone }) => {
  await begin(await phone(), bank, HANDLE);
  const second = await phone();
  await openCase(second, HANDLE);
  await second.press("Show a credential");
  await isSaid(second.page, /takes no credentials of other issuers/);
});
