// After a lost phone: what no backup brings back, whom to ask, and how it ticks itself off.
import assert from "node:assert/strict";
import { isSaid } from "./kit/heard.mjs";
import { look } from "./kit/look.mjs";
import { photo, readQr } from "./kit/qr.mjs";
import { approve, finish, letIn, openCase } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { begin, openWith, putIn } from "./kit/way.mjs";

const ENTRY = "https://club.example/.well-known/openid-credential-issuer/members";

/** A credential of this type, bound to the key with this x; nobody checks its signature here. */
function credential(vct, x, iss = "https://club.example/members") {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "ES256", typ: "dc+sd-jwt" })}.${part({ iss, vct, cnf: { jwk: { kty: "OKP", crv: "Ed25519", x } } })}.AAAA~`;
}

const lines = (phone) => phone.page.getByRole("main").getByRole("listitem");
const line = (phone, name) => lines(phone).filter({ has: phone.page.getByRole("heading", { level: 2, name, exact: true }) });

story("what was bound to the lost phone is one list, identity first, and ticks itself off", async ({ bank, phone }) => {
  const first = await phone();
  await begin(first, bank, "owner@example.com");
  await first.press("Put something in");
  await putIn(first, {
    "badge.sd-jwt": credential("badge", "AQID"), "pid.sd-jwt": credential("urn:eudi:pid:1", "BwgJ"),
    "card.sd-jwt": credential("library-card", "CgsM", "did:web:library.example"),
  });
  await first.more("To be issued again");
  await first.page.getByText("If this device were lost, these would have to be issued again").waitFor();
  assert.equal(await first.page.getByRole("button", { name: /^I have it again/ }).count(), 0, "nothing is ticked before anything is lost");

  const second = await phone();
  await approve(bank, await openCase(second, "owner@example.com"));
  await letIn(second);
  await finish(second);
  await second.heading("Your wallet is back");
  await second.page.getByText("3 kinds of credentials were bound to the lost phone").waitFor();
  await look(second, "lost-closing-reissue");
  await second.press("Whom to ask");
  await second.heading("To be issued again");
  await look(second, "reissue-shut");
  await second.press("Open my locker");
  await openWith(second);
  await isSaid(second.page, /3 of 3 still to be issued again/);
  assert.deepEqual(await lines(second).getByRole("heading", { level: 2 }).allTextContents(), ["Identity card (PID)", "badge", "library-card"]);
  const badge = line(second, "badge");
  assert.equal(await badge.getByRole("link").getAttribute("href"), ENTRY);
  await line(second, "library-card").getByText("It names no address of its issuer.").waitFor();
  await badge.getByRole("button", { name: "Show it as a QR code: badge" }).click();
  assert.equal(await readQr(await photo(second, /badge$/)), ENTRY);
  await look(second, "reissue");

  await second.press("I have it again: library-card");
  await isSaid(second.page, /2 of 3 still to be issued again/);
  await line(second, "library-card").getByText("ticked by you").waitFor();
  await second.press("Not yet after all: library-card");
  await isSaid(second.page, /3 of 3 still to be issued again/);

  await second.press("Back");
  await second.heading("Your wallet is back");
  await second.press("To my locker");
  await putIn(second, { "new.sd-jwt": credential("badge", "BAUG") });
  await second.nav("Locker");
  await second.press(/^To be issued again/);
  await isSaid(second.page, /2 of 3 still to be issued again/);
  await line(second, "badge").getByText("came in").waitFor();
  assert.equal(await line(second, "badge").getByRole("button").count(), 0, "what came in is not ticked by hand");
  await look(second, "reissue-came-in");

  await second.nav("Locker");
  await second.press(/^Lock$/);
  await second.press(/^To be issued again/);
  await second.page.getByText("The list is made from your backups").waitFor();
  assert.equal(await second.page.getByText("badge").count(), 0, "a locked locker does not tell what is in it");
});
