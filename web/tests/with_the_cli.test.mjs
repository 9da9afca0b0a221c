// A locker that the page made is recovered by the command line, and the other way round.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { json } from "./kit/programs.mjs";
import { approve, letIn, openCase } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { begin, contentOf, downloaded, PIN, putIn } from "./kit/way.mjs";

story("the command line recovers what the page put in", async ({ bank, front, phone }) => {
  const first = await phone();
  const kit = await begin(first, bank, "owner@example.com");
  await first.press("Put something in");
  await putIn(first, { "a.txt": "from the page" });
  const file = async (name, text) => (await writeFile(join(bank.folder, name), text), join(bank.folder, name));
  const home = ["--home", join(bank.folder, "home")];
  const { code } = await json("dlocker", [...home, "recover", "--bank", bank.url, "--handle", "owner@example.com"]);
  await approve(bank, code);
  const to = join(bank.folder, "back");
  const back = await json("dlocker", [...home, "recover", "--continue", "--to", to, "--kit-file", await file("kit.txt", kit)]);
  assert.equal(back.state, "recovered");
  assert.equal(String(await readFile(join(to, "a.txt"))), "from the page");
  await json("dlocker", [...home, "rehearse", "--pin-file", await file("pin.txt", PIN)]);
  await first.nav("Locker");
  await first.page.getByText(/This device was shut out/).first().waitFor();
  assert.ok(front.seen.length > 0);
});

story("the page recovers what the command line put in, with folders and links", async ({ bank, phone }) => {
  const home = ["--home", join(bank.folder, "home")];
  const wallet = join(bank.folder, "wallet");
  await mkdir(join(wallet, "inner"), { recursive: true });
  await writeFile(join(wallet, "inner/a.txt"), "from the command line");
  execFileSync("ln", ["-s", "inner/a.txt", join(wallet, "to-it")]);
  const pin = join(bank.folder, "pin.txt");
  await writeFile(pin, PIN);
  await json("dlocker", [...home, "enrol", "--bank", bank.url, "--invite", await bank.invite("owner@example.com")]);
  await json("dlocker", [...home, "method", "add", "pin", "--pin-file", pin]);
  await json("dlocker", [...home, "backup", wallet]);

  const second = await phone();
  await approve(bank, await openCase(second, "owner@example.com"));
  await letIn(second);
  const zip = await downloaded(second, async () => {
    await second.page.getByRole("radio", { name: "Save everything as a zip file" }).check();
    await second.page.locator("input[type=password]").fill(PIN);
    await second.press("Get my wallet back");
  });
  await second.heading("Your wallet is back");
  assert.equal(String(execFileSync("unzip", ["-p", zip, "wallet/inner/a.txt"])), "from the command line");
  assert.equal(String(execFileSync("unzip", ["-p", zip, "wallet/to-it"])), "inner/a.txt");
  assert.ok((await contentOf(zip)).length > 0);
});
