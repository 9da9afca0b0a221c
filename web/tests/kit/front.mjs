// What stands between the browser and the bank in a test: it hands everything on, remembers it, and can cut the line.
//
// The page is the one that is built into `dlockerd`. While working on the page, DLOCKER_PAGE=dist takes it from `target/web/dist` instead, with
// the policy that matters most, so that nothing of the bank has to be built again.
import { createReadStream, existsSync } from "node:fs";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";
import { root } from "./programs.mjs";

const dist = `${root}target/web/dist`;
const types = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png",
  ".json": "application/json", ".webmanifest": "application/manifest+json", ".wasm": "application/wasm",
};
const policy = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' blob: data:", "connect-src 'self'",
  "worker-src 'self'", "manifest-src 'self'", "font-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'", "trusted-types svelte-trusted-html dlocker",
].join("; ");
const headers = {
  "content-security-policy": policy,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export class Front {
  /** `changed` gives other contents for some names of the page: another version of it. */
  static async open(bank) {
    const front = new Front();
    front.bank = new URL(bank.url);
    front.seen = [];
    front.away = false;
    front.slow = 0;
    front.changed = new Map();
    front.detour = false;
    front.sockets = new Set();
    front.server = createServer((asked, answer) => front.handle(asked, answer));
    front.server.on("connection", (socket) => {
      front.sockets.add(socket);
      socket.on("close", () => front.sockets.delete(socket));
    });
    await new Promise((resolve) => front.server.listen(0, "127.0.0.1", resolve));
    // A passkey needs a name, not a number.
    front.url = `http://localhost:${front.server.address().port}`;
    return front;
  }

  /** From now on each pack takes this long, in milliseconds: a phone's line is slower than this machine's. */
  slower(millis) {
    this.slow = millis;
  }

  /** No byte comes through from now on; what is under way breaks. */
  cut() {
    this.away = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend() {
    this.away = false;
  }

  handle(asked, answer) {
    if (this.away) return asked.socket.destroy();
    const path = new URL(asked.url, "http://front").pathname;
    if (this.detour && path === "/" && !asked.url.includes("?")) return answer.writeHead(302, { location: "/?by=detour" }).end();
    const own = this.changed.has(path) || (path === "/" && this.changed.has("/index.html"));
    const fromDist = process.env.DLOCKER_PAGE === "dist" && !path.startsWith("/v1");
    return own || fromDist ? this.page(path, answer) : this.pass(asked, answer);
  }

  pass(asked, answer) {
    const entry = { method: asked.method, url: asked.url, headers: asked.rawHeaders.join("\n"), body: [] };
    this.seen.push(entry);
    if (asked.url.startsWith("/v1")) this.onrequest?.(entry);
    if (this.away) return asked.socket.destroy();
    const { hostname, port } = this.bank;
    const onward = request({ hostname, port, method: asked.method, path: asked.url, headers: asked.headers }, (came) => {
      const pass = () => came.pipe(answer.writeHead(came.statusCode, came.headers));
      setTimeout(pass, asked.method === "PUT" ? this.slow : 0);
    });
    onward.on("error", () => answer.destroy());
    asked.on("data", (piece) => entry.body.push(piece));
    asked.pipe(onward);
  }

  page(path, answer) {
    const name = path === "/" ? "/index.html" : normalize(path);
    const other = this.changed.get(name);
    const file = join(dist, name);
    if (other === undefined && !existsSync(file)) return answer.writeHead(404, headers).end();
    answer.writeHead(200, { ...headers, "content-type": types[extname(name)] ?? "application/octet-stream" });
    if (other !== undefined) answer.end(other);
    else createReadStream(file).pipe(answer);
  }

  async close() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
