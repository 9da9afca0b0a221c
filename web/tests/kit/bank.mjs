// A real `dlockerd` with a data folder of its own, and its staff, who use the command line.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json, start } from "./programs.mjs";

const QUICK = { recovery: { wait: '"0s"', wait_min: '"0s"' }, guesses: { first_wait: '"0s"' } };

export class Bank {
  /** Starts one. `settings` are sections of `bank.toml`, with values as TOML writes them. */
  static async open(settings = {}) {
    const bank = new Bank();
    bank.folder = await mkdtemp(join(tmpdir(), "dlocker-page-"));
    bank.data = join(bank.folder, "bank");
    bank.config = join(bank.folder, "bank.toml");
    await bank.write(settings);
    await bank.serve("127.0.0.1:0");
    bank.officers = [await bank.staff("officer1"), await bank.staff("officer2")];
    return bank;
  }

  async write(settings) {
    const sections = new Set([...Object.keys(QUICK), ...Object.keys(settings)]);
    const text = [...sections].map((section) => {
      const lines = Object.entries({ ...QUICK[section], ...settings[section] });
      return `[${section}]\n${lines.map(([key, value]) => `${key} = ${value}\n`).join("")}`;
    });
    await writeFile(this.config, text.join(""));
  }

  async serve(listen) {
    this.process = start("dlockerd", ["serve", "--data", this.data, "--listen", listen, "--config", this.config]);
    this.url = await new Promise((resolve, reject) => {
      let said = "";
      this.process.stderr.on("data", (bytes) => {
        said += bytes;
        const found = /listening on (http:\S+)/.exec(said);
        if (found) resolve(found[1]);
      });
      this.process.on("exit", (code) => reject(new Error(`the bank ended with ${code}: ${said}`)));
    });
  }

  async staff(name) {
    const key = join(this.folder, `${name}.key`);
    await json("dlockerd", ["staff", "add", name, "--data", this.data, "--key-out", key]);
    return key;
  }

  as(officer) {
    return ["--bank", this.url, "--staff-key", this.officers[officer]];
  }

  /** A new customer: the code of the invite. */
  async invite(handle) {
    return (await json("dlockerd", ["invite", ...this.as(0), "--handle", handle])).invite;
  }

  /** The same as an offer for any wallet app. */
  offer(handle) {
    return json("dlockerd", ["invite", "--offer", ...this.as(0), "--handle", handle]);
  }

  approve(officer, id, code, more = []) {
    return json("dlockerd", ["case", "approve", id, "--code", code, "--evidence", "passport", ...more, ...this.as(officer)]);
  }

  reject(id, reason) {
    return json("dlockerd", ["case", "reject", id, "--reason", reason, ...this.as(0)]);
  }

  /** A customer's locker as staff see it. */
  locker(handle) {
    return json("dlockerd", ["locker", "show", handle, ...this.as(0)]);
  }

  /** Cases that are not over. */
  async cases() {
    const listed = await json("dlockerd", ["case", "list", ...this.as(0)]);
    return Array.isArray(listed) ? listed : listed.cases;
  }

  /** Ends it, and starts it again at the same address with these settings. */
  async again(settings) {
    await this.end();
    await this.write(settings);
    await this.serve(new URL(this.url).host);
  }

  async end() {
    this.process.removeAllListeners("exit");
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
  }

  async close() {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}
