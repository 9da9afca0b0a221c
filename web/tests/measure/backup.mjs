// node tests/measure/backup.mjs BANK INVITE FOLDER dropped|chosen: a new owner puts a folder in, in the page that this bank serves. Prints the seconds
// from the button to "It is in your locker", and before them those that choosing the folder took.
//
// `dropped` brings what the browser's newer dialogue brings, which no program can answer: the same kind of folder, walked by the same code. `chosen`
// is the older dialogue (`webkitdirectory`), for browsers without the newer one.
import { drop } from "../kit/drop.mjs";
import { launch, Phone } from "../kit/phone.mjs";
import { begin } from "../kit/way.mjs";

const [url, invite, folder, way] = process.argv.slice(2);

async function seconds(run) {
  const begun = performance.now();
  await run();
  return (performance.now() - begun) / 1000;
}

const browser = await launch();
try {
  const owner = await Phone.open(browser, { url });
  await begin(owner, { invite: () => invite });
  await owner.press("Put something in");
  const chosen = await seconds(async () => {
    if (way === "dropped") await drop(owner, folder);
    else await owner.page.locator("input[webkitdirectory]").setInputFiles(folder);
    await owner.page.getByRole("heading", { name: /^\d+ files/ }).waitFor({ timeout: 120_000 });
  });
  const put = await seconds(async () => {
    await owner.page.getByRole("main").getByRole("button", { name: "Put in", exact: true }).click();
    await owner.page.getByText("It is in your locker").waitFor({ timeout: 600_000 });
  });
  if (owner.wrongs.length > 0) throw new Error(owner.wrongs.join("\n"));
  console.log(chosen.toFixed(3), put.toFixed(3));
} finally {
  await browser.close();
}
