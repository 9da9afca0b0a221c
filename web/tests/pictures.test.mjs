// The two pictures of the README: an owner's locker, and a recovery at the bank.
import { office } from "./kit/office.mjs";
import { Owner } from "./kit/owner.mjs";
import { PHONE } from "./kit/phone.mjs";
import { picture } from "./kit/picture.mjs";
import { story } from "./kit/scene.mjs";
import { begin, putIn } from "./kit/way.mjs";

const HANDLE = "ada@example.com";
const sharp = { viewport: PHONE, deviceScaleFactor: 2 };

story("the locker as its owner sees it", async ({ bank, phone }) => {
  const owner = await phone(sharp);
  await begin(owner, bank, HANDLE);
  await owner.press("Put something in");
  await putIn(owner, { "diploma.json": "{}", "passport.json": "{}", "notes.txt": "notes" });
  await owner.nav("Locker");
  await owner.page.getByText("Last backup").first().waitFor();
  await picture(owner, "locker");
});

office("a recovery as an officer sees it", async ({ bank, officer }) => {
  await new Owner(bank, "old", HANDLE).settle(await bank.invite(HANDLE));
  await new Owner(bank, "new", HANDLE).recover();
  const one = await officer("officer1", sharp);
  await one.openCase(HANDLE);
  await picture(one, "case");
});
