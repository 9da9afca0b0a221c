// A phone: one context of Chromium with storage, passkeys and downloads of its own. What goes wrong in its pages is remembered.
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 800 };

/** `camera`: the film (motion JPEG) that every camera of this browser shows; without one there is no camera. */
export function launch(camera) {
  const film = camera ? ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${camera}`] : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...FLAGS, ...film] });
}

/** Runs in the page before anything else. */
function watch() {
  document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
}

export class Phone {
  static async open(browser, front, { viewport = PHONE, ...options } = {}) {
    const phone = new this();
    phone.front = front;
    phone.wrongs = [];
    /** Whatever stood on a console. */
    phone.said = [];
    phone.context = await browser.newContext({ viewport, acceptDownloads: true, reducedMotion: "reduce", ...options });
    await phone.context.addInitScript(watch);
    // The browser's own dialogues cannot be answered here: then what is taken out goes to the downloads.
    await phone.context.addInitScript(() => delete window.showSaveFilePicker);
    await phone.tab();
    return phone;
  }

  /** A new tab, and from then on the one that is used. */
  async tab(address = "/") {
    this.page = await this.context.newPage();
    this.page.on("console", (message) => this.note(message));
    this.page.on("request", (request) => this.asked(request.url()));
    this.page.on("pageerror", (error) => this.wrongs.push(`uncaught: ${error.message}`));
    await this.page.goto(this.front.url + address);
    return this.page;
  }

  note(message) {
    const text = message.text();
    this.said.push(text);
    if (message.type() !== "error" && message.type() !== "warning") return;
    // Chromium says itself that a request failed, where the test cut the line or the bank said no.
    if (/Failed to load resource/.test(text)) return;
    this.wrongs.push(`${message.type()}: ${text}`);
  }

  /** Nothing is ever asked of anybody but this machine, which plays both bank and host. */
  asked(address) {
    const { protocol, hostname } = new URL(address);
    if (protocol.startsWith("http") && !["localhost", "127.0.0.1"].includes(hostname)) this.wrongs.push(`asked elsewhere: ${address}`);
  }

  async passkeys() {
    const session = await this.context.newCDPSession(this.page);
    await session.send("WebAuthn.enable");
    await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true, hasPrf: true,
        isUserVerified: true, automaticPresenceSimulation: true,
      },
    });
  }

  heading(name) {
    return this.page.getByRole("heading", { level: 1, name }).waitFor({ timeout: 20_000 });
  }

  button(name) {
    return this.page.getByRole("button", { name }).first();
  }

  press(name) {
    return this.button(name).click();
  }

  fill(label, text) {
    const field = this.page.locator("input:not([type=radio]):not([type=file])");
    return this.page.getByLabel(label, { exact: true }).and(field).first().fill(text);
  }

  nav(name) {
    return this.page.getByRole("navigation").getByRole("button", { name }).click();
  }

  /** One of the ways behind "More". */
  async more(name) {
    await this.nav("More");
    await this.page.getByRole("main").getByRole("button", { name, exact: true }).click();
  }

  close() {
    return this.context.close();
  }
}
