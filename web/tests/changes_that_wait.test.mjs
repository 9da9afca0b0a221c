// What weakens the locker waits, and can be stopped; a freeze is at once.
import assert from "node:assert/strict";
import { look } from "./kit/look.mjs";
import { story } from "./kit/scene.mjs";
import { begin } from "./kit/way.mjs";

const SLOW = { changes: { first_day: '"0s"', wait: '"1h"' } };

story("a key that is added waits, and is stopped from the page", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await look(owner, "ready-waits");
  await owner.press("Look around first");
  await owner.page.getByRole("heading", { name: "Changes that wait" }).waitFor();
  await look(owner, "home-change-waits");
  await owner.press("Look at it");
  await owner.heading("Changes that wait");
  await look(owner, "change-waits");
  await owner.press("Stop it: Add a key");
  await owner.page.getByText("It was stopped.").waitFor();
  await owner.page.getByText("Nothing waits.").waitFor();
}, { bank: SLOW });

story("a change that is due is carried out from the page", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Look around first");
  await owner.page.getByRole("heading", { name: "You have only one key" }).waitFor();
  await owner.more("Changes that wait");
  await owner.page.getByText(/Add a key/).waitFor();
  assert.equal(await owner.button("Carry it out: Add a key").count(), 0, "not before its time");
  await owner.page.waitForTimeout(6000);
  await owner.more("Changes that wait");
  await owner.button("Carry it out: Add a key").waitFor();
  await look(owner, "change-due");
  await owner.press("Carry it out: Add a key");
  await owner.page.getByText("Nothing waits.").waitFor();
  await owner.more("Your keys");
  await owner.page.getByRole("main").locator("li").filter({ hasText: "PIN" }).waitFor();
}, { bank: { changes: { first_day: '"0s"', wait: '"6s"' } } });

story("a longer wait for recoveries is the rule at once, and a shorter one waits itself", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Look around first");
  await owner.more("Rules");
  const wait = owner.page.getByLabel("A recovery waits");
  await wait.selectOption({ label: "7 days" });
  await owner.press("Choose");
  await owner.page.getByText("That is the rule now.").waitFor();
  await owner.nav("More");
  await owner.more("Rules");
  await owner.page.waitForFunction(() => document.querySelector("#wait")?.value === "604800");
  await wait.selectOption({ label: "2 days" });
  await owner.press("Choose");
  await owner.page.getByText(/^This waits until/).waitFor();
  await look(owner, "rule-waits");
  await owner.more("Changes that wait");
  await owner.page.getByRole("heading", { name: "A shorter wait for recoveries" }).waitFor();
}, { bank: { recovery: { wait: '"1d"', wait_min: '"0s"' } } });

story("a freeze is at once, and says until when", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Look around first");
  await owner.more("Freeze");
  await owner.press("Freeze my locker");
  await look(owner, "freeze-sure");
  await owner.page.getByRole("dialog").getByRole("button", { name: "Freeze my locker" }).click();
  await owner.page.getByText("Your locker is frozen.").waitFor();
  await owner.nav("Locker");
  await owner.page.getByRole("heading", { name: "Your locker is frozen" }).waitFor();
  await look(owner, "home-frozen");
});

story("more evidence for recoveries is the rule at once, and easier recoveries wait and can be stopped", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Look around first");
  await owner.more("Rules");
  await owner.page.getByText("That is your bank’s rule.").waitFor();
  await owner.page.getByLabel("Pieces of evidence").selectOption("3");
  await owner.page.getByLabel("Credentials of other issuers").uncheck();
  await owner.press("Ask for this");
  await owner.page.getByText("That is the rule now.").waitFor();
  await owner.page.getByText("That is your choice.").waitFor();
  await look(owner, "rule-evidence");
  await owner.nav("More");
  await owner.more("Rules");
  await owner.page.waitForFunction(() => document.querySelector("#needed")?.value === "3");
  assert.equal(await owner.page.getByLabel("Credentials of other issuers").isChecked(), false);
  await owner.page.getByLabel("Credentials of other issuers").check();
  await owner.page.getByLabel("Where an officer sees me and a credential agrees").selectOption("do not wait");
  await owner.press("Ask for this");
  await owner.page.getByText(/^This waits until/).waitFor();
  await owner.more("Changes that wait");
  await owner.page.getByRole("heading", { name: "Easier recoveries" }).waitFor();
  await owner.page.getByText(/^Pieces of evidence: 3\. What counts: Officers, Credentials of other issuers.*agrees: do not wait\.$/).waitFor();
  await look(owner, "rule-evidence-waits");
  await owner.press("Stop it: Easier recoveries");
  await owner.page.getByText("It was stopped.").waitFor();
});

story("who is told too is named at once on the first day, and silenced only after a wait", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Look around first");
  await owner.more("Rules");
  await owner.page.getByText("Nobody but you and your devices.").waitFor();
  await owner.page.getByLabel("E-mail address").fill("friend@example.org");
  await owner.press("Add this address");
  await owner.page.getByText("That is the rule now.").waitFor();
  await owner.page.getByText("friend@example.org").waitFor();
  await look(owner, "rule-contacts");
  await owner.press("Take away: friend@example.org");
  await owner.page.getByText(/^This waits until/).waitFor();
  await owner.page.getByText("friend@example.org").waitFor();
  await owner.more("Changes that wait");
  await owner.page.getByRole("heading", { name: "Change which other addresses are told" }).waitFor();
});
