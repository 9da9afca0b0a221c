// A second device by a link, and shutting one out.
import { look } from "./kit/look.mjs";
import { story } from "./kit/scene.mjs";
import { begin, openWith, putIn } from "./kit/way.mjs";

story("a second device joins by the link of the first, sees the wallet, and is shut out again", async ({ bank, phone }) => {
  const first = await phone();
  await begin(first, bank, "owner@example.com");
  await first.press("Put something in");
  await putIn(first, { "a.txt": "a" });
  await first.more("Devices");
  await first.press("Add a device");
  const link = first.page.locator(".link");
  await link.waitFor();
  await look(first, "device-link");

  const second = await phone();
  await second.press("Add this device");
  await second.fill("The link", await link.textContent());
  await second.fill("What to call this device", "Tablet");
  await look(second, "join");
  await second.press("Ask to join");
  await second.heading("This device has asked to join");
  await look(second, "joining");

  await first.page.getByRole("button", { name: "Let it in: Tablet" }).click({ timeout: 20_000 });
  await first.page.getByText("“Tablet” is in.").waitFor();
  await second.heading("Your locker");
  await second.nav("Items");
  await second.press("Open my locker");
  await openWith(second);
  await second.page.getByText("1 item", { exact: true }).waitFor();

  await first.press("Shut out: Tablet");
  await look(first, "shut-out");
  await first.page.getByRole("dialog").getByRole("button", { name: "Shut out", exact: true }).click();
  await first.page.getByText("“Tablet” is shut out.").waitFor();
  await look(first, "devices");
  await second.nav("Locker");
  await second.page.getByText(/This device was shut out|shut out by another/).first().waitFor();
  await look(second, "home-shut-out");
});
