// What stands between the browser and the bank in a test: it hands everything on, remembers it, and can cut the line.
//
// The page is the one that is built into `dlockerd`. While working on the page, DLOCKER_PAGE=dist takes it from `target/web/dist` instead, with
// the policy that matters most, so that nothing of the bank has to be built again.
import { createServer, request } from "node:http";
import { serveFile } from "./files.mjs";

/** What only the bank answers. */
const BANK = /^\/(v1|openid4vci|openid4vp|statuslists|\.well-known)\//;

export class Front {
  /** `changed` gives other contents for some names of the page: another version of it. */
  static async open(bank) {
    const front = new Front();
    front.bank = new URL(bank.url);
    front.seen = [];
    front.away = false;
    front.slow = 0;
    front.slowed = "PUT";
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

  /** From now on each pack, or each answer to another kind of request, takes this long, in milliseconds: a phone's line is slower than this machine's. */
  slower(millis, method = "PUT") {
    this.slow = millis;
    this.slowed = method;
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
    const fromDist = process.env.DLOCKER_PAGE === "dist" && !BANK.test(path);
    return own || fromDist ? serveFile(path, answer, this.changed) : this.pass(asked, answer);
  }

  pass(asked, answer) {
    const entry = { method: asked.method, url: asked.url, headers: asked.rawHeaders.join("\n"), body: [] };
    this.seen.push(entry);
    if (asked.url.startsWith("/v1")) this.onrequest?.(entry);
    if (this.away) return asked.socket.destroy();
    const { hostname, port } = this.bank;
    const onward = request({ hostname, port, method: asked.method, path: asked.url, headers: asked.headers }, (came) => {
      const pass = () => came.pipe(answer.writeHead(came.statusCode, came.headers));
      setTimeout(pass, asked.method === this.slowed ? this.slow : 0);
    });
    onward.on("error", () => answer.destroy());
    asked.on("data", (piece) => entry.body.push(piece));
    asked.pipe(onward);
  }

  async close() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
