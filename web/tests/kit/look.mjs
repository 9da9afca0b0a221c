// Looks at a screen, on a phone and on a desk, light and dark: axe must find nothing, nothing may stick out at the side, and pictures are kept.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { DESK, PHONE } from "./phone.mjs";
import { root } from "./programs.mjs";

const folder = `${root}target/web/screens`;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LIGHTS = ["light", "dark"];
const SIZES = [["phone", PHONE], ["desk", DESK]];

/** In every size and light; afterwards the page is as it was. */
export async function look(phone, name) {
  const was = phone.page.viewportSize();
  const turned = [...SIZES].sort(([, a], [, b]) => Number(a.width === was.width) - Number(b.width === was.width));
  for (const [size, viewport] of turned) {
    await phone.page.setViewportSize(viewport);
    for (const colorScheme of [...LIGHTS].reverse()) {
      await phone.page.emulateMedia({ colorScheme });
      await lookOnce(phone, `${name}-${size}-${colorScheme}`);
    }
  }
  await phone.page.emulateMedia({ colorScheme: null });
}

/** As it is. */
export async function lookOnce(phone, name) {
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
  const there = await session.send("Runtime.evaluate", { expression: "typeof axe" });
  if (there.result.value === "undefined") await session.send("Runtime.evaluate", { expression: axe });
  const { result } = await session.send("Runtime.evaluate", {
    expression: "axe.run(document, { resultTypes: ['violations'] }).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? ''))])))",
    awaitPromise: true,
  });
  return JSON.parse(result.value);
}
