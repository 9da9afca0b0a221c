// What an owner may run into, each with words that help.
import { readFile, readdir } from "node:fs/promises";
import { look } from "./kit/look.mjs";
import { root } from "./kit/programs.mjs";
import { story } from "./kit/scene.mjs";
import { begin, choose } from "./kit/way.mjs";

story("a wrong and a used invite are told apart from a broken line", async ({ bank, front, phone }) => {
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
  const assets = `${root}target/web/dist/assets`;
  const name = (await readdir(assets)).find((each) => each.startsWith("main-") && each.endsWith(".js"));
  const ahead = "{const now=Date.now.bind(Date);Date.now=()=>now()+864e5}";
  front.changed.set(`/assets/${name}`, `${ahead}${await readFile(`${assets}/${name}`, "utf8")}`);
  const owner = await phone();
  await owner.press("I have an invite");
  await owner.fill("Invite code or link", await bank.invite("owner@example.com"));
  await owner.press("Open my locker");
  await owner.page.getByRole("alert").filter({ hasText: "This device’s clock is too far from the bank’s." }).waitFor();
  await look(owner, "clock-off");
});
