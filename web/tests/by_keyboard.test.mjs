// The lost-phone way with nothing but a keyboard: Tab, arrows, Space, Enter and typing; and what a screen reader says of it.
import assert from "node:assert/strict";
import { isAtHeading, isNamed, isSaid } from "./kit/heard.mjs";
import { approve, codeOf } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { begin, PIN, putIn } from "./kit/way.mjs";

/** Presses Tab until this has the focus, as its reader would hear it. */
async function reach(page, name) {
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press("Tab");
    const heard = await page.evaluate(() => {
      const at = document.activeElement;
      return [at?.getAttribute("aria-label"), at?.labels?.[0]?.textContent, at?.textContent].filter(Boolean).join(" | ").trim();
    });
    if (name.test(heard)) return;
  }
  throw new Error(`${name} is not reached with Tab`);
}

story("the lost phone by keyboard alone", async ({ bank, phone }) => {
  const first = await phone();
  await begin(first, bank, "owner@example.com");
  await first.press("Put something in");
  await putIn(first, { "a.txt": "a" });

  const { page, ...second } = await phone();
  const heading = (name) => page.getByRole("heading", { level: 1, name }).waitFor({ timeout: 20_000 });
  await heading("Your wallet");
  await isNamed(page, "button", /^I lost my phone/);
  await reach(page, /I lost my phone/);
  await page.keyboard.press("Enter");
  await isAtHeading(page, /^You lost your phone$/);
  await reach(page, /Your name at the bank/);
  await page.keyboard.type("owner@example.com");
  await page.keyboard.press("Enter");
  await isAtHeading(page, /^Go to your bank$/);
  const code = await codeOf({ page, heading });
  await isNamed(page, "image", new RegExp(`^${[...code].join(" ")}$`));
  await isSaid(page, new RegExp([...code].join(" ")));
  await isSaid(page, /2 officers have to approve/);
  await approve(bank, code);
  await isAtHeading(page, /^Approved. Now it waits$/);
  await isSaid(page, /^still 1 minute$/);
  await page.getByRole("timer").getByText(/\d+ seconds?/).waitFor();
  await isAtHeading(page, /^Your bank lets this device in$/);
  await reach(page, /Let this device in/);
  await page.keyboard.press("Enter");
  await isAtHeading(page, /^Open your locker$/);
  await reach(page, /Save everything as a zip file/);
  await page.keyboard.press("ArrowUp");
  assert.ok(await page.getByRole("radio", { name: "Only make this" }).isChecked());
  await reach(page, /^PIN$/);
  await page.keyboard.press("Space");
  await reach(page, /^PIN$/);
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await isSaid(page, /not the right one. Your wallet is safe. 9 guesses are left/);
  await page.getByRole("textbox", { name: "PIN" }).focus();
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await isAtHeading(page, /^Your wallet is back$/);
  await reach(page, /To my locker/);
  await page.keyboard.press("Enter");
  await isAtHeading(page, /^Your locker$/);
  assert.deepEqual(second.wrongs, []);
}, { bank: { recovery: { wait: '"10s"', wait_min: '"0s"' } } });
