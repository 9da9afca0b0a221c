// An invite as a credential offer: made at the console, taken by a wallet app of other makers.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Holder, opened } from "./kit/holder.mjs";
import { office } from "./kit/office.mjs";
import { PHONE } from "./kit/phone.mjs";
import { root } from "./kit/programs.mjs";
import { photo, readQr } from "./kit/qr.mjs";

const HANDLE = "owner@example.com";

office("an offer is made at the console, and a wallet app takes it with the digits that are apart", async ({ bank, officer }) => {
  const desk = await officer("officer1", { viewport: PHONE });
  await desk.nav("Invite");
  await desk.fill("Handle of the customer", HANDLE);
  await desk.page.getByLabel("What the customer enrols with").selectOption({ label: "Any wallet app (credential offer)" });
  await desk.look("phone-invite-offer-form");
  await desk.press("Make the invite");
  await desk.heading("The invite is made");
  const link = await desk.page.locator("article dd.all").textContent();
  assert.match(link, /^openid-credential-offer:\/\/\?credential_offer_uri=http/);
  assert.equal(await readQr(await photo(desk, "The link as a QR code")), link);
  const digits = await desk.page.locator(".digits").textContent();
  assert.match(digits, /^\d{6}$/);
  assert.ok(!(await desk.page.getByRole("article").textContent()).includes(digits), "the sheet does not have the digits");
  await desk.look("phone-invite-offer");
  await desk.page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.equal(await desk.page.locator(".digits").isVisible(), false, "nor are they printed beside it");
  await desk.page.screenshot({ path: `${root}target/web/screens/staff-print-offer.png`, fullPage: true });
  await desk.page.emulateMedia({ media: null, colorScheme: null });
  await desk.page.setViewportSize({ width: 1280, height: 800 });
  await desk.look("desk-invite-offer");

  const wrong = await Holder.open();
  await assert.rejects(wrong.take(link, digits === "000000" ? "000001" : "000000"));
  const holder = await Holder.open();
  const taken = await holder.take(link, digits);
  const [credential] = await holder.credentials(taken, [await holder.key()]);
  const { claims } = await opened(credential, await readFile(`${bank.data}.keys/issuer-root.pem`));
  assert.equal(claims.handle, HANDLE);
  const late = await Holder.open();
  await assert.rejects(late.take(link, digits), "an offer is used once");
});
