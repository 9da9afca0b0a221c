// Looks at a screen: axe must find nothing, nothing may stick out at the side, and a picture is kept.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { root } from "./programs.mjs";

const folder = `${root}target/web/screens`;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function look(phone, name) {
  await phone.page.locator("h1[tabindex]").waitFor();
  await mkdir(folder, { recursive: true });
  await phone.page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  const sticksOut = await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sticksOut <= 0, `${name}: ${sticksOut} pixels stick out at the side`);
  assert.deepEqual(await faults(phone.page), [], `${name}: axe found something`);
}

const sessions = new WeakMap();

/**
 * Axe is a test's tool: it comes in through the debugger, which the page's policy does not touch. The session stays: one that ends takes the
 * virtual passkeys of all others with it.
 */
async function faults(page) {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  await session.send("Runtime.evaluate", { expression: axe });
  const { result } = await session.send("Runtime.evaluate", {
    expression: "axe.run(document, { resultTypes: ['violations'] }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? ''))])))",
    awaitPromise: true,
  });
  return JSON.parse(result.value);
}
