// A page that somebody else hosts: it works where the bank allows its address, and says what is the matter where it does not.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { Host } from "./kit/host.mjs";
import { look } from "./kit/look.mjs";
import { approve, letIn, openCase } from "./kit/recover.mjs";
import { story } from "./kit/scene.mjs";
import { addKit, addPin, downloaded, enrol, PIN, putIn } from "./kit/way.mjs";

story("a page from another address is refused with words that help, and once it is allowed a wallet goes in and comes back through it", async ({ bank, phone }) => {
  const host = await Host.open(bank);
  try {
    const first = await phone({ at: host });
    const invite = await bank.invite("owner@example.com");
    await first.press("I have an invite");
    await first.page.getByText(bank.url).waitFor();
    await first.fill("Invite code or link", invite);
    await first.press("Open my locker");
    await first.page.getByRole("alert").filter({ hasText: `This page comes from ${host.url}, which is not your bank’s own address.` }).waitFor();
    await look(first, "elsewhere-refused");
    // The browser says itself whom it did not let ask.
    first.wrongs = first.wrongs.filter((wrong) => !/blocked by CORS policy/.test(wrong));

    await bank.again({ page: { allow_origins: `["${host.url}"]` } });
    await first.page.reload();
    await enrol(first, invite);
    await addKit(first);
    await addPin(first);
    await first.heading("Your locker is ready");
    await first.press("Put something in");
    await putIn(first, { "a.txt": "from elsewhere" });

    const second = await phone({ at: host });
    await approve(bank, await openCase(second, "owner@example.com"));
    await letIn(second);
    await second.page.getByRole("radio", { name: "PIN" }).check();
    await second.fill("PIN", PIN);
    const zip = await downloaded(second, () => second.press("Get my wallet back"));
    await second.heading("Your wallet is back");
    assert.equal(String(execFileSync("unzip", ["-p", zip, "a.txt"])), "from elsewhere");
    await second.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  } finally {
    await host.close();
  }
});
