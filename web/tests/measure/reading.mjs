// node tests/measure/reading.mjs FOLDER: what it costs a browser to give the bytes of the files in a folder to a worker that does nothing with them. No
// bank and no page of dLocker: this is what stands below every figure of theirs. Seconds, and processor seconds of the browser's own process and of
// the page's.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { drop } from "../kit/drop.mjs";
import { launch } from "../kit/phone.mjs";

const [folder] = process.argv.slice(2);

const PAGE = `<!doctype html><main><div role="group" aria-label="Put in" style="height: 200px"></div></main><script>
const worker = new Worker("worker.js");
const asked = [];
worker.onmessage = ({ data }) => asked.shift()(data);
const ask = (what) => new Promise((resolve) => (asked.push(resolve), worker.postMessage(what)));
window.dropped = new Promise((resolve) => {
  ondragover = (event) => event.preventDefault();
  ondrop = (event) => (event.preventDefault(), event.dataTransfer.items[0].getAsFileSystemHandle().then((folder) => ask({ folder })).then(resolve));
});
window.step = (name) => ask({ name });
</script>`;

const STEPS = [
  ["list", "the folder listed"],
  ["files", "each file's size and time, 128 asked for at once"],
  ["alone", "each file's bytes by themselves, 64 asked for at once"],
  ["make", "blobs of 64 files made, and not read"],
  ["together", "blobs of 64 files made and read, 16 asked for at once"],
];

const script = await readFile(new URL("./reading/worker.js", import.meta.url));
const server = createServer(({ url }, answer) => {
  answer.setHeader("content-type", url === "/worker.js" ? "text/javascript" : "text/html");
  answer.end(url === "/worker.js" ? script : PAGE);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await launch();
try {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await drop({ page, context }, folder);
  await page.evaluate(() => window.dropped);
  const session = await browser.newBrowserCDPSession();
  const processor = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const of = (type) => processInfo.filter((one) => one.type === type).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    return [of("browser"), of("renderer")];
  };
  for (const [name, words] of STEPS) {
    const before = await processor();
    const begun = performance.now();
    await page.evaluate((step) => window.step(step), name);
    const wall = (performance.now() - begun) / 1000;
    const [own, pages] = (await processor()).map((after, index) => after - before[index]);
    console.log(`${words}: ${wall.toFixed(2)} s; processor ${own.toFixed(2)} s of the browser, ${pages.toFixed(2)} s of the page`);
  }
} finally {
  await browser.close();
  server.close();
}
