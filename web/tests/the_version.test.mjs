// The version that was installed stays until its owner takes another one.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { look } from "./kit/look.mjs";
import { root } from "./kit/programs.mjs";
import { story } from "./kit/scene.mjs";
import { begin } from "./kit/way.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

story("another version of the page is offered with both digests, and taken only when its owner agrees", async ({ front, phone }) => {
  const owner = await phone();
  await owner.heading("Your wallet");
  await owner.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await owner.press("About this page");
  const shown = owner.page.locator(".digest");
  await shown.first().waitFor();
  const old = await shown.first().innerText();
  await look(owner, "about");

  await serveAnother(front, "Another dLocker", "f");
  await lookForIt(owner);
  await owner.page.getByText("Your bank offers another version of this page").waitFor();
  await owner.page.reload();
  for (const address of ["./", "./?again", "./index.html"]) assert.equal(await titleAt(owner, address), "dLocker", address);
  await owner.heading("Your wallet");
  await owner.press("About this page");
  await owner.page.getByText("Take the new version").waitFor();
  await look(owner, "another-version");
  assert.match(await owner.page.locator("main").innerText(), /ffffffff/);
  assert.ok((await owner.page.locator(".digest").first().innerText()) === old);
  await owner.press("Take the new version");
  await owner.heading("Your wallet");
  assert.equal(await titleAt(owner, "./"), "Another dLocker");
});

story("agreed is to the version that was shown: one that came meanwhile is not taken in its place", async ({ front, phone }) => {
  const owner = await phone();
  await owner.heading("Your wallet");
  await owner.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await owner.press("About this page");
  await serveAnother(front, "Another dLocker", "f");
  await lookForIt(owner);
  await owner.page.getByText("Take the new version").waitFor();

  // The page hears of the third version too late.
  await owner.page.evaluate(() => {
    const said = ServiceWorker.prototype.postMessage;
    ServiceWorker.prototype.postMessage = function (message, ...more) {
      if (message !== "about") said.call(this, message, ...more);
    };
    globalThis.letSpeak = () => (ServiceWorker.prototype.postMessage = said);
    globalThis.offered = async () => {
      const { installing, waiting } = await navigator.serviceWorker.getRegistration();
      if (installing || !waiting) return null;
      const channel = new MessageChannel();
      const told = new Promise((resolve) => (channel.port1.onmessage = ({ data }) => resolve(data.offered?.digest)));
      said.call(waiting, "about", [channel.port2]);
      return told;
    };
  });
  await serveAnother(front, "A third dLocker", "e");
  await lookForIt(owner);
  await owner.page.evaluate(async () => {
    while (!(await globalThis.offered())?.startsWith("e")) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await owner.page.evaluate(() => globalThis.letSpeak());
  assert.match(await owner.page.locator("main").innerText(), /ffffffff/);
  await owner.press("Take the new version");
  await owner.page.getByText("eeeeeeee").first().waitFor();
  assert.equal(await titleAt(owner, "./"), "dLocker");
  // Its files may be gone by then: then they are fetched again, or it is not taken.
  await owner.page.evaluate(() => caches.delete(`dlocker-page-${"e".repeat(64)}`));
  await owner.press("Take the new version");
  await owner.heading("Your wallet");
  assert.equal(await titleAt(owner, "./"), "A third dLocker");
  front.cut();
  await owner.page.reload();
  await owner.heading("Your wallet");
});

story("where the browser has cleared away a part of the installed page, it is fetched again just as it was, or no other is opened unasked", async ({ front, phone }) => {
  const owner = await phone();
  await owner.heading("Your wallet");
  await owner.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await clearAway(owner);
  await owner.page.reload();
  await owner.heading("Your wallet");
  assert.equal(await titleAt(owner, "./"), "dLocker");

  await serveAnother(front, "Another dLocker", "f");
  await lookForIt(owner);
  await owner.page.getByText("Your bank offers another version of this page").waitFor();
  await clearAway(owner);
  await owner.page.reload();
  await owner.heading("This page is not complete any more");
  await owner.page.getByText("Close every tab").waitFor();
  const address = owner.page.url();
  await owner.page.goto("about:blank");
  await owner.page.goto(address);
  await owner.page.getByText("f".repeat(64)).waitFor();
  await owner.page.getByRole("link", { name: "Take this version" }).click();
  await owner.heading("Your wallet");
  assert.equal(await titleAt(owner, "./"), "Another dLocker");
});

story("a page that came by a detour is kept all the same, and opens without the bank", async ({ front, phone }) => {
  front.detour = true;
  const owner = await phone();
  await owner.heading("Your wallet");
  await owner.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  front.cut();
  await owner.page.reload();
  await owner.heading("Your wallet");
});

story("a new version with a file that is not what it lists is not taken at all", async ({ front, phone }) => {
  const owner = await phone();
  await owner.heading("Your wallet");
  await owner.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const service = await readFile(`${root}target/web/dist/sw.js`, "utf8");
  const digest = /digest:\s*"([0-9a-f]{64})"/.exec(service)?.[1];
  front.changed.set("/sw.js", service.replaceAll(digest, "e".repeat(64)));
  front.changed.set("/index.html", "<!doctype html><title>forged</title>");
  await owner.page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()).catch(() => undefined));
  await owner.page.evaluate(async () => {
    const it = await navigator.serviceWorker.getRegistration();
    while (it.installing) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  assert.ok(await owner.page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.waiting === null)));
  await owner.page.reload();
  await owner.heading("Your wallet");
});

story("what the manifest lists is what the bank serves, and the page says the same version", async ({ bank, phone }) => {
  const manifest = await (await fetch(`${bank.url}/manifest.json`)).json();
  assert.ok(manifest.files.length > 10);
  for (const { path, bytes, sha256: listed } of manifest.files) {
    const served = Buffer.from(await (await fetch(bank.url + path)).arrayBuffer());
    assert.deepEqual([served.length, sha256(served)], [bytes, listed], path);
  }
  const root = Buffer.from(await (await fetch(bank.url)).arrayBuffer());
  assert.equal(sha256(root), manifest.files.find(({ path }) => path === "/index.html").sha256, "/ is the page that is listed");
  const owner = await phone({ at: { url: bank.url.replace("127.0.0.1", "localhost") } });
  await owner.page.getByText(`version ${manifest.version}`, { exact: true }).waitFor();
  await owner.press("About this page");
  await owner.page.getByText(manifest.version, { exact: true }).waitFor();
  const [opened] = await Promise.all([owner.page.waitForResponse(/manifest\.json/), owner.page.getByRole("link").click()]);
  assert.deepEqual(await opened.json(), manifest);
});

story("without a network the page opens all the same, and shows what this device remembers", async ({ bank, front, phone }) => {
  const owner = await phone();
  await begin(owner, bank, "owner@example.com");
  await owner.press("Look around first");
  await owner.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  front.cut();
  await owner.page.reload();
  await owner.heading("Your locker");
  await owner.page.getByText("This is what this device remembers.").waitFor();
  await owner.page.getByText("owner@example.com").waitFor();
  await look(owner, "home-no-network");
  front.mend();
  await owner.page.reload();
  await owner.page.getByText("all 10 guesses left").waitFor();
});

/** From now on the bank serves a page with another title, and a service worker that lists it. */
async function serveAnother(front, title, letter) {
  const page = (await readFile(`${root}target/web/dist/index.html`, "utf8")).replace("<title>dLocker</title>", `<title>${title}</title>`);
  const service = await readFile(`${root}target/web/dist/sw.js`, "utf8");
  const listed = /\["index\.html",\s*"([0-9a-f]{64})"\]/.exec(service)?.[1];
  const digest = /digest:\s*"([0-9a-f]{64})"/.exec(service)?.[1];
  const sum = sha256(page);
  front.changed.set("/index.html", page);
  front.changed.set("/sw.js", service.replaceAll(listed, sum).replaceAll(digest, letter.repeat(64)));
}

/** The page itself goes from what the browser keeps. */
function clearAway(owner) {
  return owner.page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      await cache.delete(new URL("./", location.href));
    }
  });
}

function lookForIt(owner) {
  return owner.page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it.update()).then(() => undefined));
}

async function titleAt(owner, address) {
  const text = await owner.page.evaluate((at) => fetch(at).then((answer) => answer.text()), address);
  return /<title>(.*)<\/title>/.exec(text)?.[1];
}
