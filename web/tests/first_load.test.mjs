// How soon the page can be used: said, not held to, since a busy machine has its own time. docs/performance.md has the figures of a quiet one.
import { story } from "./kit/scene.mjs";
import { begin } from "./kit/way.mjs";

/** Milliseconds since this page was asked for until this can be pressed. */
async function usable(phone, button) {
  await phone.button(button).waitFor();
  return phone.page.evaluate(() => performance.now());
}

story("the page can be used at once, and says how soon", async ({ bank, phone }) => {
  const owner = await phone();
  await owner.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const other = await phone();
  const first = await usable(other, "I lost my phone");
  await owner.page.reload();
  const again = await usable(owner, "I lost my phone");
  await begin(owner, bank, "owner@example.com");
  await owner.press("Look around first");
  await owner.page.reload();
  const home = await usable(owner, "Put in");
  for (const [what, millis] of Object.entries({ "the first time": first, "from the service worker": again, "with a locker": home })) {
    console.log(`usable ${what} after ${Math.round(millis)} ms`);
  }
});
