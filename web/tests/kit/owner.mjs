// An owner with the command line: a home, a wallet, a PIN.
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { json } from "./programs.mjs";

const PIN = "493817";

export class Owner {
  constructor(bank, name, handle = "owner@example.com") {
    this.bank = bank;
    this.handle = handle;
    this.home = ["--home", join(bank.folder, name)];
    this.wallet = join(bank.folder, "wallet");
    this.pin = join(bank.folder, "pin.txt");
  }

  run(args, more) {
    return json("dlocker", [...this.home, ...args], more);
  }

  /** Fails with one of these exit codes; gives what it says. */
  async fails(args, codes) {
    const said = await this.run(args, { allow: codes });
    return said.error;
  }

  /** Enrols with this invite, makes a PIN, and puts the wallet in. */
  async settle(invite) {
    await mkdir(this.wallet, { recursive: true });
    await writeFile(join(this.wallet, "diploma.txt"), "CANARY-diploma that must not be lost");
    await writeFile(this.pin, PIN);
    await this.run(["enrol", "--bank", this.bank.url, "--invite", invite]);
    await this.run(["method", "add", "pin", "--pin-file", this.pin]);
    await this.run(["backup", this.wallet]);
  }

  /** Opens a recovery case: `{ case, code }`. */
  recover() {
    return this.run(["recover", "--bank", this.bank.url, "--handle", this.handle]);
  }

  goOn(to) {
    return ["recover", "--continue", "--to", join(this.bank.folder, to), "--pin-file", this.pin];
  }

  restore(to) {
    return ["restore", "--to", join(this.bank.folder, to), "--pin-file", this.pin];
  }

  /** Whether what came back is the wallet, byte for byte. */
  isBack(to) {
    execFileSync("diff", ["-r", this.wallet, join(this.bank.folder, to, "wallet")]);
  }
}
