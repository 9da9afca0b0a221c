// A bank, the line to it, a browser, and phones; all of it is put away at the end, and nothing may have gone wrong in any page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bank } from "./bank.mjs";
import { Front } from "./front.mjs";
import { launch, Phone } from "./phone.mjs";

/** Tells one story. */
export function story(name, tell, { bank: settings, ...options } = {}) {
  test(name, { timeout: 240_000 }, async () => {
    const bank = await Bank.open(settings);
    const front = await Front.open(bank);
    const browser = await launch();
    const phones = [];
    const phone = async (more) => {
      const one = await Phone.open(browser, front, { ...options, ...more });
      phones.push(one);
      return one;
    };
    try {
      await tell({ bank, front, browser, phone });
      assert.deepEqual(phones.flatMap((one) => one.wrongs), [], "something went wrong in a page");
    } catch (failed) {
      for (const [index, one] of phones.entries()) {
        await one.page.screenshot({ path: `/tmp/dlocker-page-failed-${index}.png`, fullPage: true }).catch(() => undefined);
        for (const wrong of one.wrongs) console.error(`phone ${index}: ${wrong}`);
      }
      throw failed;
    } finally {
      await browser.close();
      await front.close();
      await bank.close();
    }
  });
}
