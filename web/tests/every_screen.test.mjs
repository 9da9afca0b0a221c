// Every screen at the size of a desk and in the dark, and the ones behind "More".
import { look } from "./kit/look.mjs";
import { DESK } from "./kit/phone.mjs";
import { story } from "./kit/scene.mjs";
import { begin, putIn } from "./kit/way.mjs";

const MORE = ["Your keys", "Devices", "Rehearse", "Earlier backups", "Changes that wait", "Rules", "Freeze", "Leave", "About this page"];
const name = (title) => title.toLowerCase().replaceAll(" ", "-");

async function tour(owner, bank, suffix) {
  await look(owner, `welcome${suffix}`);
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await look(owner, `put${suffix}`);
  await putIn(owner, { "passport.json": "{}", "notes.txt": "notes" });
  for (const tab of ["Locker", "Items", "Visits", "More"]) {
    await owner.nav(tab);
    await owner.page.waitForTimeout(700);
    await look(owner, `tab-${name(tab)}${suffix}`);
  }
  for (const title of MORE) {
    await owner.more(title);
    await owner.page.waitForTimeout(500);
    await look(owner, `more-${name(title)}${suffix}`);
  }
}

story("on a phone", async ({ bank, phone }) => tour(await phone(), bank, ""));
story("at a desk", async ({ bank, phone }) => tour(await phone({ viewport: DESK }), bank, "-desk"));
story("in the dark", async ({ bank, phone }) => tour(await phone({ colorScheme: "dark" }), bank, "-dark"));
