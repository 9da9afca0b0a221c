// Somebody else who hosts the page: its files at an address that is not the bank's, with the bank's address in `bank.json` and in the policy.
import { createServer } from "node:http";
import { serveFile } from "./files.mjs";

export class Host {
  static async open(bank) {
    const host = new Host();
    const changed = new Map([["/bank.json", JSON.stringify({ bank: bank.url })]]);
    host.server = createServer((asked, answer) => serveFile(new URL(asked.url, "http://host").pathname, answer, changed, bank.url));
    await new Promise((resolve) => host.server.listen(0, "127.0.0.1", resolve));
    host.url = `http://localhost:${host.server.address().port}`;
    return host;
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
