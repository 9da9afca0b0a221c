// Runs every test of the page, one file after the other: `npm test`, or with names of files behind it.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { spawnSync } from "node:child_process";

const here = fileURLToPath(new URL(".", import.meta.url));
const asked = process.argv.slice(2);
const all = readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort();
const files = all.filter((name) => asked.length === 0 || asked.some((word) => name.includes(word)));

let failed = 0;
for (const file of files) {
  const { status } = spawnSync(process.execPath, ["--test", "--test-reporter=spec", here + file], { stdio: "inherit" });
  if (status !== 0) failed += 1;
}
console.log(failed === 0 ? `${files.length} files of tests, all well` : `${failed} of ${files.length} files of tests failed`);
process.exit(failed === 0 ? 0 : 1);
