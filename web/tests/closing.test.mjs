// A locker is closed from the page: asked for, told to the other phone, stopped there; and once more, to its end.
import { strict as assert } from "node:assert";
import { look } from "./kit/look.mjs";
import { story } from "./kit/scene.mjs";
import { begin, downloaded, putIn } from "./kit/way.mjs";

const QUICK = { changes: { wait: '"3s"' } };
const SLOW = { changes: { wait: '"1h"' } };

async function ask(owner) {
  await owner.more("Leave");
  await owner.press("Ask for the closing");
  await owner.page.getByRole("dialog").getByRole("button", { name: "Ask for the closing" }).click();
}

story("a closing that was asked for waits, is seen on every screen, and is stopped", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Look around first");
  await owner.more("Leave");
  await look(owner, "leave");
  await owner.nav("Locker");
  await ask(owner);
  await owner.page.getByText("Your locker is closed from").waitFor();
  await look(owner, "leave-waits");
  await owner.nav("Locker");
  await owner.page.getByRole("alert").getByText("Somebody asks to close your locker").waitFor();
  await look(owner, "home-closing");
  await owner.page.getByRole("alert").getByRole("button", { name: "Stop it" }).click();
  await owner.page.getByRole("alert").getByText("Somebody asks to close your locker").waitFor({ state: "detached" });
  await owner.more("Leave");
  await owner.page.getByRole("button", { name: "Ask for the closing" }).waitFor();
}, { bank: SLOW });

story("what was not taken out is not lost by one press: closing asks for it first, also for what came after the first time", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await putIn(owner, { "a.txt": "a" });
  await ask(owner);
  await owner.button("Close it without taking everything out").waitFor();
  await look(owner, "leave-not-out");
  await takeOut(owner);
  await owner.button("Close it for good").waitFor();
  await owner.nav("Put in");
  await owner.press("Put in something else");
  await putIn(owner, { "b.txt": "b" });
  await owner.more("Leave");
  await owner.button("Close it without taking everything out").waitFor();
  assert.equal(await owner.button("Close it for good").count(), 0);
  await takeOut(owner);
  await owner.button("Close it for good").waitFor();
}, { bank: QUICK });

async function takeOut(owner) {
  await owner.press("Take everything out");
  await downloaded(owner, () => owner.press("As one zip file"));
  await owner.more("Leave");
}

story("when its time has come the locker is closed, and this device forgets it", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Look around first");
  await ask(owner);
  await owner.press("Close it for good");
  await look(owner, "leave-sure");
  await owner.page.getByRole("dialog").getByRole("button", { name: "Close it for good" }).click();
  await owner.page.getByRole("button", { name: "I lost my phone" }).waitFor();
  assert.equal(await owner.page.getByText("owner@example.com").count(), 0);
}, { bank: QUICK });
