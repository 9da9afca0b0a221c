// Runs every test of the page, two files at a time: `npm test`, or with names of files behind it. Each file has banks, browsers and ports of its own.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { spawn } from "node:child_process";

const here = fileURLToPath(new URL(".", import.meta.url));
const asked = process.argv.slice(2);
const all = readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort();
const files = all.filter((name) => asked.length === 0 || asked.some((word) => name.includes(word)));
/** More than two stand in each other's way on a small machine. */
const AT_ONCE = Number(process.env.DLOCKER_AT_ONCE ?? 2);

/** Runs one file, and shows what it says when it has ended; true if all is well. */
function run(file) {
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", here + file], { stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => said.push(bytes));
  return new Promise((resolve) =>
    child.on("close", (status) => {
      process.stdout.write(`${file}\n${Buffer.concat(said)}`);
      resolve(status === 0);
    }),
  );
}

const begun = performance.now();
const waiting = [...files];
const failed = [];
async function work() {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) if (!(await run(file))) failed.push(file);
}
await Promise.all(Array.from({ length: AT_ONCE }, work));
const took = `after ${Math.round((performance.now() - begun) / 1000)} s`;
console.log(failed.length === 0 ? `${files.length} files of tests, all well, ${took}` : `${failed.length} of ${files.length} files of tests failed, ${took}: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
