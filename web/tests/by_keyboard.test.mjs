// The lost-phone way with nothing but a keyboard: Tab, arrows, Space, Enter and typing.
import assert from "node:assert/strict";
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
  const heading = (name) => page.getByRole("heading", { level: 1, name }).waitFor();
  await heading("Your wallet");
  await reach(page, /I lost my phone/);
  await page.keyboard.press("Enter");
  await heading("You lost your phone");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1", "the focus goes to the new screen");
  await reach(page, /Your name at the bank/);
  await page.keyboard.type("owner@example.com");
  await page.keyboard.press("Enter");
  await approve(bank, await codeOf({ page, heading }));
  await heading("Your bank lets this device in");
  await reach(page, /Let this device in/);
  await page.keyboard.press("Enter");
  await heading("Open your locker");
  await reach(page, /Save everything as a zip file/);
  await page.keyboard.press("ArrowUp");
  assert.ok(await page.getByRole("radio", { name: "Only make this" }).isChecked());
  await reach(page, /^PIN$/);
  await page.keyboard.press("Space");
  await reach(page, /^PIN$/);
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await heading("Your wallet is back");
  await reach(page, /To my locker/);
  await page.keyboard.press("Enter");
  await heading("Your locker");
  assert.deepEqual(second.wrongs, []);
});
