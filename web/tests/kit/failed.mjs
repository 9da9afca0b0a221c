// What is left of a story that failed: the last picture of each page, and what went wrong in it.
import { mkdir } from "node:fs/promises";
import { root } from "./programs.mjs";

const folder = `${root}target/web/failed`;

export async function keepFailed(what, pages) {
  await mkdir(folder, { recursive: true });
  for (const [index, one] of pages.entries()) {
    const path = `${folder}/${process.pid}-${what}-${index}.png`;
    await one.page.screenshot({ path, fullPage: true }).catch(() => undefined);
    console.error(`${what} ${index} is in ${path}`);
    for (const wrong of one.wrongs) console.error(`${what} ${index}: ${wrong}`);
  }
}
