// A bank with desks, one for each member of staff; all of it is put away at the end, and nothing may have gone wrong in any page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bank } from "./bank.mjs";
import { Desk } from "./desk.mjs";
import { keepFailed } from "./failed.mjs";
import { launch } from "./phone.mjs";

/** Tells one story. Settings are sections of `bank.toml`. */
export function office(name, tell, settings = {}) {
  test(name, { timeout: 240_000 }, async () => {
    const bank = await Bank.open(settings);
    const browser = await launch();
    const desks = [];
    const desk = async (options) => {
      const one = await Desk.at(bank, browser, options);
      desks.push(one);
      return one;
    };
    /** A desk at which this person sits, signed in. */
    const officer = async (who, options) => {
      const one = await desk(options);
      await one.sit(bank, who);
      return one;
    };
    try {
      await tell({ bank, desk, officer });
      assert.deepEqual(desks.flatMap((one) => one.wrongs), [], "something went wrong in a page");
    } catch (failed) {
      await keepFailed("desk", desks);
      throw failed;
    } finally {
      await browser.close();
      await bank.close();
    }
  });
}
