// A desk at the bank: a tab of Chromium with a passkey of its own, at the console as the bank itself serves it.
import { lookOnce } from "./look.mjs";
import { DESK, Phone } from "./phone.mjs";
import { json } from "./programs.mjs";

export class Desk extends Phone {
  /** An empty desk. The page belongs to `localhost`, since passkeys do not belong to numbers. */
  static async at(bank, browser, options = {}) {
    const desk = await super.open(browser, { url: bank.url.replace("127.0.0.1", "localhost") }, { viewport: DESK, ...options });
    await desk.passkeys();
    return desk;
  }

  tab(address = "/staff") {
    return super.tab(address);
  }

  /** Chromium remarks on a bank that takes one algorithm on purpose. */
  note(message) {
    if (!/pubKeyCredParams/.test(message.text())) super.note(message);
  }

  /** Registers a passkey with a link, and signs in with it. */
  async sit(bank, name) {
    await this.register(await link(bank, name));
    await this.press("Go to sign in");
    await this.signIn(name);
  }

  /** Opens a link where the console is open already. */
  follow(address) {
    return this.page.goto(address);
  }

  async register(address) {
    await this.follow(address);
    await this.heading("Register your passkey");
    await this.press("Make the passkey");
    await this.heading(/is registered/);
  }

  /** `then` is where somebody is afterwards: who goes on after a rest is where they were. */
  async signIn(name, then = "Recovery cases") {
    await this.heading("Sign in");
    await this.fill("Your name at this bank", name);
    await this.press("Sign in with your passkey");
    await this.heading(then);
  }

  /** Goes to the one open case of this handle, as the queue shows it. */
  async openCase(handle) {
    await this.nav("Cases");
    await this.page.getByRole("main").getByRole("button", { name: handle }).first().click();
    await this.heading("Recovery case");
    await this.handle(handle);
  }

  async find(handle) {
    await this.nav("Lockers");
    await this.fill("Handle", handle);
    await this.press("Find");
    await this.handle(handle);
  }

  handle(handle) {
    return this.page.getByRole("heading", { level: 2, name: handle }).waitFor({ timeout: 20_000 });
  }

  /** Fills the form in and has the passkey sign it. */
  async approve(code, { faceToFace = true, documents = ["Passport"] } = {}) {
    await this.fill("The code that the owner reads out", code);
    const where = this.page.getByRole("radio", { name: faceToFace ? "Stands before me" : "Elsewhere" });
    if (await where.count()) await where.check();
    for (const name of documents) await this.show(name);
    await this.press("Approve with your passkey");
  }

  /** Marks a document, and all that is looked at on it. */
  async show(document) {
    await this.page.getByRole("checkbox", { name: document }).check();
    for (const box of await this.page.getByRole("group", { name: `Looked at: ${document}` }).getByRole("checkbox").all()) await box.check();
  }

  /** Waits until this is to be read somewhere on the screen. */
  reads(text) {
    return this.page.getByText(text).first().waitFor({ timeout: 20_000 });
  }

  look(name) {
    return lookOnce(this, `staff-${name}`);
  }
}

/** The link for a passkey that the bank's own machine makes. */
export async function link(bank, name) {
  return (await json("dlockerd", ["staff", "passkey", name, "--data", bank.data])).link;
}

/** The bank's own machine takes all passkeys of somebody away. */
export async function removePasskeys(bank, name) {
  const people = await json("dlockerd", ["staff", "list", "--data", bank.data]);
  const { passkeys } = people.find((person) => person.name === name);
  for (const { id } of passkeys) await json("dlockerd", ["staff", "remove", name, "--passkey", id, "--data", bank.data]);
}
