// Builds the pages: the owner's (`index.html`) and, once it is there, the bank's console (`staff.html`).
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";
import { consoleAlone } from "./build/console.ts";
import { outside } from "./src/words/en/outside.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here("package.json"), "utf8")) as { version: string };
const web = process.env.DLOCKER_WEB ?? here("../target/web");
const pages = ["index.html", "staff.html"].filter((page) => existsSync(here(page)));

/** What stands in the HTML before any script runs comes from the words too: `%start.title%`. */
function wordsInHtml(): Plugin {
  const word = (name: string) => (outside as Record<string, string>)[name] ?? `?${name}?`;
  return { name: "words-in-html", transformIndexHtml: (html) => html.replace(/%(\w+)%/g, (_, name: string) => word(name)) };
}

export default defineConfig({
  root: here("."),
  base: "./",
  plugins: [svelte(), wordsInHtml(), consoleAlone(`${web}/console.json`)],
  define: { VERSION: JSON.stringify(version) },
  resolve: { alias: { "dlocker-wasm": `${web}/wasm`, "dlocker-qr": `${web}/qr` } },
  worker: { format: "es" },
  build: {
    outDir: `${web}/dist`,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: pages.map(here) },
  },
});
