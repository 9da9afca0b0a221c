// Pictures for the documents: a small file, sharp on a good screen.
import { mkdir, writeFile } from "node:fs/promises";
import { root } from "./programs.mjs";

/** `DLOCKER_PICTURES=1` puts them where the documents show them; else they lie beside the other screens. */
const folder = process.env.DLOCKER_PICTURES ? `${root}docs/use/pictures` : `${root}target/web/screens`;
const MOST = 60_000;

/** What is to be seen in the window just now. */
export async function picture(phone, name) {
  await phone.page.evaluate(() => (document.activeElement?.blur(), scrollTo(0, 0)));
  const session = await phone.page.context().newCDPSession(phone.page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 80 });
  const bytes = Buffer.from(data, "base64");
  if (bytes.length > MOST) throw new Error(`${name}.webp has ${bytes.length} bytes, and ${MOST} are enough`);
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${name}.webp`, bytes);
}
