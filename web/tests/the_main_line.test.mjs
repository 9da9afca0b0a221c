// From the invite to the wallet on a new phone, with nothing but the page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { look } from "./kit/look.mjs";
import { story } from "./kit/scene.mjs";
import { addKit, addPin, begin, choose, contentOf, downloaded, enrol, openWith, PIN, putIn } from "./kit/way.mjs";

const DEGREE = {
  "@context": ["https://www.w3.org/ns/credentials/v2"], type: ["VerifiableCredential", "Diploma"], issuer: { id: "did:example:1", name: "University" },
  validUntil: "2020-05-17T00:00:00Z", credentialSubject: { id: "did:example:2" },
};
const WALLET = { "degree.json": JSON.stringify(DEGREE), "diploma.txt": "a diploma that must not be lost", "key.bin": Buffer.from([0, 1, 2, 255, 254, 253]) };

story("an owner joins, puts in, sees, takes out, loses the phone, and has the wallet back on another", async ({ bank, phone }) => {
  const first = await phone();
  await look(first, "welcome");
  await enrol(first, await bank.invite("owner@example.com"));
  await look(first, "your-own-key");
  await addKit(first);
  await first.heading("Then: one for every day");
  await look(first, "a-second-key");
  await addPin(first);
  await first.heading("Your locker is ready");
  await first.press("Look around first");
  await look(first, "home-empty");

  await putIn(first, WALLET);
  await look(first, "put-in-done");
  await first.press("See what is in it");
  await first.page.getByText("3 items").waitFor({ timeout: 20_000 });
  await look(first, "items");
  await first.press("Credential (W3C) 1");
  await first.page.getByText("1 of 3 items").waitFor();
  await first.press(/^Diploma University/);
  const told = await first.page.getByRole("dialog").innerText();
  for (const words of [/Kind\s+Credential \(W3C\)/, /Issuer\s+University/, /Valid until\s+May 17, 2020, no longer valid/, /Place\s+degree\.json/]) assert.match(told, words);
  await look(first, "item-credential");
  await first.press("Close");
  await first.press("Everything");
  await first.press(/diploma/);
  await look(first, "item");
  const one = await downloaded(first, () => first.press("Take this one out"));
  assert.equal(String(await contentOf(one)), WALLET["diploma.txt"]);
  await first.press("Close");
  await first.press("Take everything out");
  await look(first, "take-out");
  const all = await downloaded(first, () => first.press("As one zip file"));
  for (const [name, content] of Object.entries(WALLET)) {
    assert.deepEqual(execFileSync("unzip", ["-p", all, name]), Buffer.from(content));
  }

  const second = await phone();
  await second.press("I lost my phone");
  await second.fill("Your name at the bank", "owner@example.com");
  await second.press("Begin");
  await second.heading("Go to your bank");
  await look(second, "code");
  const code = (await second.page.locator("figure p").textContent()).replace(/\D/g, "");
  const [open] = await bank.cases();
  await bank.approve(0, open.case ?? open.id, code);
  await bank.approve(1, open.case ?? open.id, code);
  await second.heading("Your bank lets this device in");
  await second.press("Let this device in");
  await second.heading("Open your locker");
  await look(second, "lost-open");
  await second.page.getByRole("radio", { name: "PIN" }).check();
  await second.fill("PIN", PIN);
  const back = await downloaded(second, () => second.press("Get my wallet back"));
  await second.heading("Your wallet is back");
  await look(second, "closing");
  for (const [name, content] of Object.entries(WALLET)) {
    assert.deepEqual(execFileSync("unzip", ["-p", back, name]), Buffer.from(content));
  }
  await second.press("To my locker");
  await second.page.getByText("Last backup").waitFor();
});
