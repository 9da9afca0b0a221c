// Every screen of the console on a phone and on a desk, light and dark: axe finds nothing, nothing sticks out, and pictures are kept.
import { link } from "./kit/desk.mjs";
import { office } from "./kit/office.mjs";
import { Owner } from "./kit/owner.mjs";
import { DESK, PHONE } from "./kit/phone.mjs";

const HANDLE = "somebody.with-a-rather-long.name@mail.department.example.com";

/** Looks at the screen in all four ways. */
async function everyWay(desk, name) {
  for (const [size, viewport] of [["phone", PHONE], ["desk", DESK]]) {
    await desk.page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await desk.page.emulateMedia({ colorScheme });
      await desk.look(`${name}-${size}-${colorScheme}`);
    }
  }
}

office("every screen, in every size and light", async ({ bank, desk }) => {
  const one = await desk();
  await everyWay(one, "all-sign-in");
  await one.follow(await link(bank, "officer1"));
  await one.reads("officer1");
  await everyWay(one, "all-register");
  await one.press("Make the passkey");
  await one.heading(/is registered/);
  await everyWay(one, "all-registered");
  await one.press("Go to sign in");
  await one.signIn("officer1");
  await everyWay(one, "all-no-cases");
  await one.nav("Invite");
  await everyWay(one, "all-invite");
  await one.fill("Handle of the customer", HANDLE);
  await one.press("Make the invite");
  await one.heading("The invite is made");
  await everyWay(one, "all-invited");
  await new Owner(bank, "old", HANDLE).settle(await one.page.locator("article dd.all").nth(1).textContent());
  const { case: id, code } = await new Owner(bank, "new", HANDLE).recover();
  await one.nav("Cases");
  await one.reads(HANDLE);
  await everyWay(one, "all-cases");
  await one.openCase(HANDLE);
  await everyWay(one, "all-case");
  await one.press("Reject this case");
  await everyWay(one, "all-reject");
  await one.press("Cancel");
  await one.approve(code, { documents: ["Passport", "Something else"] });
  await one.reads("You have approved.");
  await one.press("Show the devices of this locker");
  await one.button(/^Suspend: device-/).waitFor();
  await everyWay(one, "all-case-approved");
  await one.press(/^Suspend: device-/);
  await everyWay(one, "all-suspend");
  await one.press("Cancel");
  await one.find(HANDLE);
  await everyWay(one, "all-locker");
  await one.press("Freeze after a call");
  await one.reads("This locker is frozen");
  await everyWay(one, "all-frozen");
  await one.press("Lift the freeze");
  await everyWay(one, "all-thaw");
  await one.press("Cancel");
  await bank.reject(id, "The photo is of somebody else");
  await one.openCase(HANDLE);
  await one.reads("The photo is of somebody else");
  await everyWay(one, "all-rejected");
  await one.nav("Audit");
  await one.reads("approved a recovery");
  await everyWay(one, "all-audit");
  await one.press("Sign out");
  await one.reads("You are signed out.");
  await everyWay(one, "all-signed-out");
});
