// A bank, the line to it, a browser, and phones; all of it is put away at the end, and nothing may have gone wrong in any page.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Bank } from "./bank.mjs";
import { keepFailed } from "./failed.mjs";
import { Front } from "./front.mjs";
import { launch, Phone } from "./phone.mjs";

/** Tells one story. `film` names what the cameras show: a file in the bank's folder. A phone may be `at` another address than the one of the line. */
export function story(name, tell, { bank: settings, film, ...options } = {}) {
  test(name, { timeout: 240_000 }, async () => {
    const bank = await Bank.open(settings);
    const front = await Front.open(bank);
    const browser = await launch(film && join(bank.folder, film));
    const phones = [];
    const phone = async ({ at = front, ...more } = {}) => {
      const one = await Phone.open(browser, at, { ...options, ...more });
      phones.push(one);
      return one;
    };
    try {
      await tell({ bank, front, browser, phone });
      assert.deepEqual(phones.flatMap((one) => one.wrongs), [], "something went wrong in a page");
    } catch (failed) {
      await keepFailed("phone", phones);
      throw failed;
    } finally {
      await browser.close();
      await front.close();
      await bank.close();
    }
  });
}
