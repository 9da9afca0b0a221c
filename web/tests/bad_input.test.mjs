// What an owner may run into, each with words that help.
import { readFile, readdir } from "node:fs/promises";
import { look } from "./kit/look.mjs";
import { root } from "./kit/programs.mjs";
import { story } from "./kit/scene.mjs";
import { begin, choose, enrol } from "./kit/way.mjs";

/** From now on the page's worker begins with this. */
async function beginWorker(front, script) {
  const assets = `${root}target/web/dist/assets`;
  const name = (await readdir(assets)).find((each) => each.startsWith("main-") && each.endsWith(".js"));
  front.changed.set(`/assets/${name}`, `${script}${await readFile(`${assets}/${name}`, "utf8")}`);
}

const INVITE = "This invite cannot be used: it was used before, has lapsed, or was typed wrong.";

story("an invite that was used, and one that has lapsed, are refused with what to do", async ({ bank, phone }) => {
  const [used, late] = [await bank.invite("owner@example.com"), await bank.invite("late@example.com")];
  await enrol(await phone(), used);
  const other = await phone();
  const refused = async (invite) => {
    await other.fill("Invite code or link", invite);
    await other.press("Open my locker");
    await other.page.getByRole("alert").filter({ hasText: INVITE }).waitFor();
  };
  await other.press("I have an invite");
  await refused(used);
  await look(other, "invite-used");
  await other.page.waitForTimeout(6000);
  await other.page.reload();
  await other.press("I have an invite");
  await refused(late);
  await look(other, "invite-late");
}, { bank: { invites: { life: '"6s"' } } });

story("a device that has no room left says so, and that the locker is safe", async ({ bank, front, phone }) => {
  // As a browser does it: what was put is taken back when it is to be made lasting.
  await beginWorker(front, "{const put=IDBObjectStore.prototype.put;IDBObjectStore.prototype.put=function(...all){const asked=put.apply(this,all);this.transaction.abort();return asked}}");
  const owner = await phone();
  await owner.press("I have an invite");
  await owner.fill("Invite code or link", await bank.invite("owner@example.com"));
  await owner.press("Open my locker");
  await owner.page.getByRole("alert").filter({ hasText: /perhaps its storage is full.*try again\. Your locker at the bank is untouched\.$/ }).waitFor();
  await look(owner, "device-full");
});

story("a wrong invite is told apart from a broken line", async ({ bank, front, phone }) => {
  const owner = await phone();
  await owner.press("I have an invite");
  await owner.fill("Invite code or link", "NOT-AN-INVITE");
  await owner.press("Open my locker");
  await owner.page.getByRole("alert").filter({ hasText: /invite/i }).waitFor();
  await look(owner, "invite-wrong");
  front.cut();
  await owner.fill("Invite code or link", await bank.invite("owner@example.com"));
  await owner.press("Open my locker");
  await owner.page.getByText("Your bank cannot be reached").waitFor();
  await look(owner, "invite-line-cut");
  front.mend();
});

story("a second tab is told that there is a first one", async ({ bank, phone }) => {
  const owner = await phone();
  await owner.heading("Your wallet");
  const first = owner.page;
  await owner.tab();
  await owner.heading("Open in another tab");
  await look(owner, "another-tab");
  await first.close();
  await owner.press("Try again");
  await owner.heading("Your wallet");
});

story("an old browser and one that keeps nothing are told so", async ({ phone }) => {
  const old = await phone();
  await old.page.addInitScript(() => Object.defineProperty(globalThis, "WebAssembly", { value: undefined }));
  await old.page.goto(`${old.front.url}/?old`);
  await old.heading("This browser is too old");
  await look(old, "too-old");
  const closed = await phone();
  await closed.page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("no", "SecurityError");
    };
  });
  await closed.page.goto(`${closed.front.url}/?private`);
  await closed.heading("This browser keeps nothing here");
  await look(closed, "keeps-nothing");
});

story("a full locker says what is safe and what is not in it", async ({ bank, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Put something in");
  await choose(owner, { "big.bin": Buffer.from(crypto.getRandomValues(new Uint8Array(65536))) , "more.bin": Buffer.from(crypto.getRandomValues(new Uint8Array(65536)))});
  await owner.page.getByRole("main").getByRole("button", { name: "Put in", exact: true }).click();
  await owner.page.getByText("The locker is full.").waitFor({ timeout: 30_000 });
  await look(owner, "full");
}, { bank: { quota: { locker_bytes: '"64KiB"' } } });

story("a clock that is far off is named as the reason", async ({ bank, front, phone }) => {
  await beginWorker(front, "{const now=Date.now.bind(Date);Date.now=()=>now()+864e5}");
  const owner = await phone();
  await owner.press("I have an invite");
  await owner.fill("Invite code or link", await bank.invite("owner@example.com"));
  await owner.press("Open my locker");
  await owner.page.getByRole("alert").filter({ hasText: "This device’s clock is too far from the bank’s." }).waitFor();
  await look(owner, "clock-off");
});
