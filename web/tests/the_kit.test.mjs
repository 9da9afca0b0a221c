// What watches over all other stories must itself be able to say no.
import assert from "node:assert/strict";
import { lookOnce } from "./kit/look.mjs";
import { isSaid } from "./kit/heard.mjs";
import { readQr } from "./kit/qr.mjs";
import { story } from "./kit/scene.mjs";

/** What was noted, and forgotten again: it was done on purpose. */
function noted(phone) {
  return phone.wrongs.splice(0).join("\n");
}

story("a broken policy, an error on the console, an uncaught one, a screen with faults and a request to strangers do not go unseen", async ({ phone }) => {
  const owner = await phone();
  const { page } = owner;
  await owner.heading("Your wallet");
  assert.equal(noted(owner), "");
  await page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await page.waitForTimeout(300);
  assert.match(noted(owner), /policy: style-src/);
  await page.evaluate(() => fetch("https://elsewhere.example/").catch(() => undefined));
  await page.waitForTimeout(300);
  assert.match(noted(owner), /policy: connect-src https:\/\/elsewhere\.example/);
  await page.evaluate(() => console.error("on purpose"));
  await page.waitForTimeout(100);
  assert.match(noted(owner), /error: on purpose/);
  await page.evaluate(() => void setTimeout(() => { throw new Error("thrown on purpose"); }));
  await page.waitForTimeout(100);
  assert.match(noted(owner), /uncaught: thrown on purpose/);

  await page.evaluate(() => document.querySelector("main").append(Object.assign(document.createElement("button"), { id: "fault" })));
  await assert.rejects(lookOnce(owner, "kit-fault"), /button-name/);
  await page.evaluate(() => (document.querySelector("#fault").remove(), (document.querySelector("h1").style.minWidth = "900px")));
  await assert.rejects(lookOnce(owner, "kit-sticks-out"), /stick out at the side/);
  await assert.rejects(isSaid(page, /what nobody says/), /not heard/);
  assert.equal(await readQr(await page.screenshot()), "", "no code, nothing read");
  noted(owner);
  await page.evaluate(() => void location.assign("https://elsewhere.example/"));
  await page.waitForTimeout(300);
  assert.match(noted(owner), /asked elsewhere: https:\/\/elsewhere\.example/);
});
