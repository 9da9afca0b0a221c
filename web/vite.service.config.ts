// Builds the service worker, after the pages: it carries the list of what was built, each file with its SHA-256.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const dist = `${process.env.DLOCKER_WEB ?? here("../target/web")}/dist`;
const { version } = JSON.parse(readFileSync(here("package.json"), "utf8")) as { version: string };
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

/** What only the staff console loads is nothing that an owner's phone has to keep. */
const ofConsole = new Set(JSON.parse(readFileSync(`${dist}/../console.json`, "utf8")) as string[]);

/** Names and digests, sorted, without the service worker itself, what describes it, the bank's own settings of the page, and the console. */
function built(): [string, string][] {
  const names = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"));
  const own = names.filter((name) => !ofConsole.has(name) && !/^(sw\.js|manifest\.json|bank\.json)$|\.(gz|br|map)$/.test(name));
  return own.sort().map((name) => [name, sha256(readFileSync(join(dist, name)))]);
}

const files = built();
const digest = sha256(files.map(([name, hash]) => `${hash}  ${name}\n`).join(""));

export default defineConfig({
  root: here("."),
  publicDir: false,
  define: { BUILT: JSON.stringify({ version, digest, files }) },
  build: {
    outDir: dist,
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: here("src/service/worker.ts"), formats: ["iife"], name: "service", fileName: () => "sw.js" },
  },
});
