// All eight ways of an owner, one after the other, at the size of a desk.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { DESK } from "./kit/phone.mjs";
import { approve, caseOf, finish, letIn, openCase } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { begin, contentOf, downloaded, openWith, PIN, putIn } from "./kit/way.mjs";

const WALLET = { "diploma.txt": "a diploma", "passport.json": "{}" };
const HANDLE = "owner@example.com";

story("an owner at a desk goes all eight ways", async ({ bank, phone }) => {
  const first = await phone();
  await begin(first, bank, HANDLE);
  await first.press("Put something in");
  await putIn(first, WALLET);
  await first.press("See what is in it");
  await first.fill("Search", "dipl");
  await first.page.getByText("1 of 2 items").waitFor();
  await first.nav("Visits");
  await first.page.getByText(/every link and the bank’s signature checked/).waitFor();
  await first.nav("Items");
  await first.press(/diploma/);
  const one = await downloaded(first, () => first.press("Take this one out"));
  assert.equal(String(await contentOf(one)), WALLET["diploma.txt"]);
  await first.press("Close");

  await first.more("Rehearse");
  await first.page.getByRole("radio", { name: "PIN" }).check();
  await first.fill("PIN", PIN);
  await first.page.getByRole("main").getByRole("button", { name: "Rehearse", exact: true }).click();
  await first.page.getByText("It opens", { exact: true }).waitFor();

  await first.more("Devices");
  await first.press("Add a device");
  const link = first.page.locator(".link");
  await link.waitFor();
  const second = await phone();
  await second.press("Add this device");
  await second.fill("The link", await link.textContent());
  await second.fill("What to call this device", "Tablet");
  await second.press("Ask to join");
  await first.page.getByRole("button", { name: "Let it in: Tablet" }).click({ timeout: 20_000 });
  await second.heading("Your locker");

  const thief = await phone();
  const code = await openCase(thief, HANDLE);
  const id = await caseOf(bank);
  await bank.approve(0, id, code);
  await first.nav("Locker");
  await first.press("Look at it");
  await first.press("That is not me: say no");
  await first.page.getByRole("heading", { name: "You said no" }).waitFor();
  await thief.heading("A device said no");
  await bank.reject(id, "not the owner");
  await thief.heading("The bank said no");

  const third = await phone();
  await approve(bank, await openCase(third, HANDLE));
  await letIn(third);
  const back = await downloaded(third, () => finish(third, { where: "Save everything as a zip file" }));
  await third.heading("Your wallet is back");
  assert.equal(String(execFileSync("unzip", ["-p", back, "diploma.txt"])), WALLET["diploma.txt"]);
  await third.press("To my locker");
  await third.more("Leave");
  await third.page.getByRole("main").getByRole("button", { name: "Take everything out" }).click();
  const all = await downloaded(third, async () => {
    await third.press("As one zip file");
    await openWith(third).catch(() => undefined);
  });
  assert.equal(String(execFileSync("unzip", ["-p", all, "diploma.txt"])), WALLET["diploma.txt"]);
  await third.more("Leave");
  await third.press("Forget the locker on this device");
  await third.page.getByRole("dialog").getByRole("button", { name: "I understand. Forget it" }).click();
  await third.heading("Your wallet");
  await third.page.getByRole("button", { name: "I lost my phone" }).waitFor();
}, { viewport: DESK });
