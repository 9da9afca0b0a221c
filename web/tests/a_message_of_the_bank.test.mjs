// What a message of the bank's leads to: on a device of the locker to where one can say no, elsewhere to calm words. The link alone does nothing.
import assert from "node:assert/strict";
import { look } from "./kit/look.mjs";
import { json } from "./kit/programs.mjs";
import { caseOf, openCase } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { begin } from "./kit/way.mjs";

const SLOW = { recovery: { wait: '"1h"', wait_min: '"0s"' } };
const ELSEWHERE = "Your bank sent you a message";
const OVER = "What the message told of is over";

const card = (phone, name) => phone.page.getByRole("heading", { name });

async function follow(phone, hash) {
  await phone.page.close();
  await phone.tab(`/#${hash}`);
}

async function alarm(bank, phone) {
  const thief = await phone();
  const code = await openCase(thief, "owner@example.com");
  const id = await caseOf(bank);
  await bank.approve(0, id, code);
  return id;
}

story("a message about a recovery leads to where a device says no", async ({ bank, phone }) => {
  const first = await phone();
  await begin(first, bank, "owner@example.com");
  const id = await alarm(bank, phone);
  await follow(first, `case=${id}`);
  await first.heading("A recovery of your locker");
  assert.equal(new URL(first.page.url()).hash, "", "the address is clean at once");
  assert.equal(await caseOf(bank), id);
  assert.notEqual((await bank.cases())[0].state, "vetoed", "the link alone says nothing");
  await first.press("That is not me: say no");
  await card(first, "You said no").waitFor();
  await bank.reject(id, "not the owner");
  await follow(first, `case=${id}`);
  await card(first, OVER).waitFor();
  await look(first, "told-over");
}, { bank: SLOW });

story("a message about a change leads to where a device stops it", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  const shown = await json("dlockerd", ["locker", "show", "owner@example.com", ...bank.as(0)]);
  await follow(owner, `change=${shown.intents[0].id}`);
  await owner.heading("Changes that wait");
  await owner.press("Stop it: Add a key");
  await owner.page.getByText("It was stopped.").waitFor();
}, { bank: { changes: { first_day: '"0s"', wait: '"1h"' } } });

story("elsewhere it says that only a device of the locker can do that, and to call the bank", async ({ bank, phone }) => {
  await begin(await phone(), bank, "owner@example.com");
  const id = await alarm(bank, phone);
  const reader = await phone();
  await follow(reader, `case=${id}`);
  await card(reader, ELSEWHERE).waitFor();
  await look(reader, "told-elsewhere");
  for (const words of ["case=<b>x</b>", "change=javascript:alert(1)", "case=case-short"]) {
    await follow(reader, words);
    await reader.button("I have an invite").waitFor();
    assert.equal(await card(reader, ELSEWHERE).count(), 0, words);
  }
}, { bank: SLOW });
