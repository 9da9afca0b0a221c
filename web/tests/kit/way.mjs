// Ways that many tests go: each as an owner would, by what is to be read on the screen.
import { readFile } from "node:fs/promises";

export const PIN = "493817";


export async function enrol(phone, invite) {
  await phone.press("I have an invite");
  await phone.fill("Invite code or link", invite);
  await phone.press("Open my locker");
  await phone.heading("Your own key");
}

export async function addKit(phone, begin = "Make my kit") {
  await phone.press(begin);
  const sheet = phone.page.getByRole("article");
  await sheet.waitFor();
  const groups = await sheet.locator(".code span").allTextContents();
  await phone.fill("To be sure: the last group of the code, four characters", groups.at(-1));
  await phone.press("Add this kit");
  return groups.join("-");
}

export async function addPin(phone, pin = PIN) {
  await phone.press(/^PIN/);
  await phone.fill("PIN", pin);
  await phone.fill("The same again", pin);
  await phone.press("Use this PIN");
}

/** A new customer's first minutes; gives the code of the kit. */
export async function begin(phone, bank, handle) {
  await enrol(phone, await bank.invite(handle));
  const kit = await addKit(phone);
  await phone.heading("Then: one for every day");
  await addPin(phone);
  await phone.heading("Your locker is ready");
  return kit;
}

/** Puts these files in, `{ name: content }`, and waits until they are. */
export async function putIn(phone, files) {
  await phone.nav("Put in");
  await choose(phone, files);
  await phone.page.getByRole("main").getByRole("button", { name: "Put in", exact: true }).click();
  await phone.page.getByText("It is in your locker").waitFor({ timeout: 60_000 });
}

export function choose(phone, files) {
  const list = Object.entries(files).map(([name, content]) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) }));
  return phone.page.locator("input[type=file]").first().setInputFiles(list);
}

/** Answers the sheet that asks for the key. */
export async function openWith(phone, pin = PIN) {
  const sheet = phone.page.getByRole("dialog");
  await sheet.getByRole("radio", { name: "PIN" }).check();
  await sheet.locator("input[type=password]").fill(pin);
  await sheet.getByRole("button", { name: "Open", exact: true }).click();
}

/** Runs what makes a download, and gives its path. */
export async function downloaded(phone, run) {
  const [download] = await Promise.all([phone.page.waitForEvent("download", { timeout: 60_000 }), run()]);
  return download.path();
}

export const contentOf = (path) => readFile(path);
