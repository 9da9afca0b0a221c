// The lost phone, with everything that may come between.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { look } from "./kit/look.mjs";
import { approve, caseOf, codeOf, finish, letIn, openCase } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { addKit, addPin, begin, downloaded, enrol, openWith, putIn } from "./kit/way.mjs";

const ZIP = "Save everything as a zip file";

async function lose(bank, phone) {
  const first = await phone();
  const kit = await begin(first, bank, "owner@example.com");
  await first.press("Put something in");
  await putIn(first, { "a.txt": "a" });
  return { first, kit };
}

story("the tab is closed at every step, and it goes on where it was", async ({ bank, phone }) => {
  await lose(bank, phone);
  const second = await phone();
  const again = async () => {
    await second.page.close();
    await second.tab();
  };
  const code = await openCase(second, "owner@example.com");
  await again();
  if ((await codeOf(second)) !== code) throw new Error("another code after a reload");
  await approve(bank, code);
  await again();
  await letIn(second);
  await again();
  await second.heading("Open your locker");
  await finish(second);
  await second.heading("Your wallet is back");
  await second.page.reload();
  await second.heading("Your wallet is back");
  await again();
  await second.heading("Your locker");
});

story("the line breaks while the wallet comes back, and the same again goes on", async ({ bank, front, phone }) => {
  await lose(bank, phone);
  const second = await phone();
  await approve(bank, await openCase(second, "owner@example.com"));
  await letIn(second);
  front.onrequest = () => front.cut();
  await finish(second);
  await second.page.getByText("Your bank cannot be reached").first().waitFor();
  await look(second, "lost-line-cut");
  front.onrequest = undefined;
  front.mend();
  await finish(second);
  await second.heading("Your wallet is back");
});

story("the line breaks while the locker gets new keys, and the next try brings the whole wallet, wherever the first one put it", async ({ bank, front, phone }) => {
  await lose(bank, phone);
  const second = await phone();
  await approve(bank, await openCase(second, "owner@example.com"));
  await letIn(second);
  // The archive of the first try is gone with the call that made it, and was remembered as the whole wallet.
  front.onrequest = ({ url }) => /\/registrations/.test(url) && front.cut();
  await finish(second, { where: ZIP });
  await second.page.getByText("Your bank cannot be reached").first().waitFor();
  front.mend();
  front.onrequest = undefined;
  const archive = await downloaded(second, () => finish(second, { where: ZIP }));
  await second.heading("Your wallet is back");
  assert.equal(execFileSync("unzip", ["-p", archive, "a.txt"]).toString(), "a");
});

story("a locker into which nothing was put comes back as what it is, also where an archive was wanted", async ({ bank, phone }) => {
  await begin(await phone(), bank, "owner@example.com");
  const second = await phone();
  await approve(bank, await openCase(second, "owner@example.com"));
  await letIn(second);
  await finish(second, { where: ZIP });
  await second.page.getByText("nothing had been put in").waitFor();
});

story("with a passkey, too, the browser is asked for the file while it still answers, and the wallet is in it", async ({ bank, phone }) => {
  const owner = await phone();
  await owner.passkeys();
  await enrol(owner, await bank.invite("owner@example.com"));
  await addKit(owner);
  await owner.press(/^Passkey/);
  await owner.press("Make the passkey");
  await owner.heading("Your locker is ready");
  await owner.press("Put something in");
  await putIn(owner, { "a.txt": "a" });
  await owner.more("Leave");
  await owner.press("Forget the locker on this device");
  await owner.page.getByRole("dialog").getByRole("button", { name: "I understand. Forget it" }).click();
  await owner.heading("Your wallet");
  await approve(bank, await openCase(owner, "owner@example.com"));
  await letIn(owner);
  // As browsers do it: the dialogue opens right after a touch, and not after a passkey was asked for.
  await owner.page.evaluate(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    let late = false;
    navigator.credentials.get = (options) => ((late = true), get(options));
    window.showSaveFilePicker = async ({ suggestedName }) => {
      if (late) throw new DOMException("Must be handling a user gesture to show a file picker.", "SecurityError");
      return (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
    };
  });
  await owner.page.getByRole("radio", { name: ZIP }).check();
  await owner.page.getByRole("radio", { name: "Passkey" }).check();
  await owner.press("Use the passkey");
  await owner.heading("Your wallet is back");
  const begins = await owner.page.evaluate(async () => {
    for await (const file of (await navigator.storage.getDirectory()).values()) return (await file.getFile()).slice(0, 2).text();
  });
  assert.equal(begins, "PK");
});

story("a name that was typed wrong is seen beside the code, and one begins again with the right one", async ({ bank, phone }) => {
  await lose(bank, phone);
  const second = await phone();
  const wrong = await openCase(second, "owmer@example.com");
  await second.page.getByText("owmer@example.com").waitFor();
  await second.press("That is not my name: begin again");
  await second.fill("Your name at the bank", "owner@example.com");
  await second.press("Begin");
  const code = await codeOf(second);
  assert.notEqual(code, wrong);
  const [mine] = (await bank.cases()).filter(({ handle }) => handle === "owner@example.com");
  for (const officer of [0, 1]) await bank.approve(officer, mine.case ?? mine.id, code);
  await letIn(second);
  await finish(second);
  await second.heading("Your wallet is back");
});

story("a device that another recovery shut out on its way back can forget the locker", async ({ bank, phone }) => {
  await lose(bank, phone);
  const [second, third] = [await phone(), await phone()];
  await approve(bank, await openCase(second, "owner@example.com"));
  await letIn(second);
  await approve(bank, await openCase(third, "owner@example.com"));
  await letIn(third);
  await finish(third);
  await third.heading("Your wallet is back");
  await second.page.reload();
  await second.press("Forget the locker on this device");
  await second.press("Forget the locker on this device");
  await second.page.getByRole("dialog").getByRole("button", { name: "I understand. Forget it" }).click();
  await second.heading("Your wallet");
});

story("an old device sees somebody's recovery at once and says no, and the bank sees them face to face", async ({ bank, phone }) => {
  const { first } = await lose(bank, phone);
  const thief = await phone();
  const code = await openCase(thief, "owner@example.com");
  const id = await caseOf(bank);
  await bank.approve(0, id, code);
  await first.nav("Locker");
  await first.page.getByRole("heading", { name: "Somebody asks to recover your locker" }).waitFor();
  await look(first, "somebody-recovers");
  await first.press("Look at it");
  await first.heading("A recovery of your locker");
  await look(first, "veto");
  await first.press("That is not me: say no");
  await first.page.getByRole("heading", { name: "You said no" }).waitFor();
  await look(first, "vetoed");
  await thief.heading("A device said no");
  await look(thief, "lost-vetoed");
  await bank.reject(id, "not the owner");
  await thief.heading("The bank said no");
  await look(thief, "lost-rejected");
}, { bank: { recovery: { wait: '"1h"', wait_min: '"0s"' } } });

story("the waiting time is shown and runs out", async ({ bank, phone }) => {
  await lose(bank, phone);
  const second = await phone();
  await approve(bank, await openCase(second, "owner@example.com"));
  await second.heading("Approved. Now it waits");
  const shown = second.page.getByRole("timer").locator("strong");
  const left = async () => Number.parseInt(await shown.textContent(), 10);
  const before = await left();
  assert.ok(before <= 20 && before > 0, `${before} seconds are left of 20`);
  await look(second, "lost-waiting");
  await second.page.waitForTimeout(1500);
  assert.ok((await left()) < before, "it counts down");
  await letIn(second);
}, { bank: { recovery: { wait: '"20s"', wait_min: '"0s"' } } });

story("the kit alone brings the wallet back, and the PIN that was not at hand is made anew when it is used next", async ({ bank, phone }) => {
  const { kit } = await lose(bank, phone);
  const second = await phone();
  await approve(bank, await openCase(second, "owner@example.com"));
  await letIn(second);
  await second.page.getByRole("radio", { name: "Only make this my device; take things out later" }).check();
  await second.page.getByRole("radio", { name: "Recovery kit" }).check();
  await second.fill("Code of the kit", kit);
  await second.press("Get my wallet back");
  await second.heading("Your wallet is back");
  await second.page.getByText("The locker has new keys.").waitFor();
  await second.page.getByText(/PIN.*registered anew at its next use/).waitFor();
  await look(second, "closing-kit");
  await second.press("To my locker");
  await second.page.getByText("renewed at its next use").waitFor();
  await second.page.getByRole("heading", { name: "Nothing put in from this device yet" }).waitFor();
  assert.equal(await second.page.getByRole("heading", { name: "Nothing in it yet" }).count(), 0, "the wallet is in it");
  await look(second, "home-recovered");
  if (await second.button(/^Lock$/).count()) await second.press(/^Lock$/);
  await second.nav("Items");
  await second.press("Open my locker");
  await openWith(second);
  await second.page.getByText("1 item", { exact: true }).waitFor();
  await second.nav("Locker");
  await second.page.getByText("renewed at its next use").waitFor({ state: "hidden" });
  await second.page.getByText("all 10 guesses left").waitFor();
});

story("without any key one starts afresh, the bank keeps the old locker, and the kit that turns up opens it", async ({ bank, phone }) => {
  const { kit } = await lose(bank, phone);
  const second = await phone();
  await approve(bank, await openCase(second, "owner@example.com"));
  await letIn(second);
  await second.press("None of my keys is left");
  await look(second, "afresh");
  await second.page.getByRole("button", { name: "Start afresh", exact: true }).click();
  await second.heading("Your own key");
  await addKit(second);
  await second.heading("Then: one for every day");
  await addPin(second, "271828");
  await second.heading("Your locker is ready");
  await second.press("Look around first");
  await second.more("My old kit turned up");
  await second.heading("Your former locker");
  await second.fill("Code of the kit", kit);
  await look(second, "former");
  const zip = await downloaded(second, () => second.press("As one zip file"));
  assert.equal(String(execFileSync("unzip", ["-p", zip, "a.txt"])), "a");
  await look(second, "former-out");
});

story("a device that still opens the locker vouches with the digits of the new one, and one officer is enough beside it", async ({ bank, phone }) => {
  const { first } = await lose(bank, phone);
  const second = await phone();
  const code = await openCase(second, "owner@example.com");
  const id = await caseOf(bank);
  await bank.approve(0, id, code);
  await first.nav("Locker");
  await first.press("Look at it");
  await first.heading("A recovery of your locker");
  const mine = first.page.getByRole("main").locator("section").filter({ has: first.page.getByRole("heading", { name: "It is me" }) }).last();
  await mine.getByLabel("The six digits on the new phone").fill(code === "111111" ? "222222" : "111111");
  await mine.getByRole("radio", { name: "PIN" }).check();
  await mine.locator("input[type=password]").fill("493817");
  await mine.getByRole("button", { name: "Vouch with my key" }).click();
  await mine.getByText(/The code is not the one on the new phone/).waitFor();
  await look(first, "vouch-wrong");
  await mine.getByLabel("The six digits on the new phone").fill(code);
  await mine.getByRole("radio", { name: "PIN" }).check();
  await mine.locator("input[type=password]").fill("493817");
  await mine.getByRole("button", { name: "Vouch with my key" }).click();
  await first.page.getByRole("heading", { name: "This device has vouched" }).waitFor();
  await look(first, "vouched");
  await letIn(second);
});

story("a locker is forgotten while the bank is still being asked about it, and nothing goes wrong on the way out", async ({ bank, front, phone }) => {
  const { first } = await lose(bank, phone);
  await first.more("Leave");
  await first.press("Forget the locker on this device");
  front.slower(1500, "GET");
  // A tab that is seen again asks the bank how things stand.
  await first.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await first.page.getByRole("dialog").getByRole("button", { name: "I understand. Forget it" }).click();
  await first.heading("Your wallet");
});
