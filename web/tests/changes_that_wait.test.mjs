// What weakens the locker waits, and can be stopped; a freeze is at once.
import { look } from "./kit/look.mjs";
import { story } from "./kit/scene.mjs";
import { addKit, addPin, begin, enrol } from "./kit/way.mjs";

const SLOW = { changes: { first_day: '"0s"', wait: '"1h"' } };

story("a key that is added waits, and is stopped from the page", async ({ bank, phone }) => {
  const owner = await phone();
  await enrol(owner, await bank.invite("owner@example.com"));
  await addKit(owner);
  await owner.heading("Then: one for every day");
  await addPin(owner);
  await owner.heading("Your locker is ready");
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
