// Serves the page as it was built, as somebody other than the bank would: with the policy that matters most.
import { createReadStream, existsSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { root } from "./programs.mjs";

const dist = `${root}target/web/dist`;
const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png",
  ".json": "application/json", ".webmanifest": "application/manifest+json", ".wasm": "application/wasm",
};

/** `bank`: whom else than its own address the page may ask. */
const policy = (bank) => [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' blob: data:", `connect-src 'self' ${bank}`.trim(),
  "worker-src 'self'", "manifest-src 'self'", "font-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'", "trusted-types svelte-trusted-html dlocker",
].join("; ");
const headers = (bank) => ({
  "content-security-policy": policy(bank),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
});

/** Answers with the file at this path, or with what `changed` has in its place. */
export function serveFile(path, answer, changed, bank = "") {
  const name = path === "/" ? "/index.html" : normalize(path);
  const other = changed.get(name);
  const file = join(dist, name);
  if (other === undefined && !existsSync(file)) return answer.writeHead(404, headers(bank)).end();
  answer.writeHead(200, { ...headers(bank), "content-type": types[extname(name)] ?? "application/octet-stream" });
  if (other !== undefined) answer.end(other);
  else createReadStream(file).pipe(answer);
}
