// The lost-phone way in steps, so that a story can break off between any two of them.
import { PIN } from "./way.mjs";

/** Opens a case on this phone, and gives the code that it shows. */
export async function openCase(phone, handle) {
  await phone.press("I lost my phone");
  await phone.fill("Your name at the bank", handle);
  await phone.press("Begin");
  return codeOf(phone);
}

export async function codeOf(phone) {
  await phone.heading("Go to your bank");
  const shown = phone.page.locator("figure p");
  await shown.waitFor();
  return (await shown.textContent()).replace(/\D/g, "");
}

/** Two officers approve the only case that is open. */
export async function approve(bank, code, more = []) {
  const id = await caseOf(bank);
  await bank.approve(0, id, code, more);
  await bank.approve(1, id, code, more);
  return id;
}

export async function caseOf(bank) {
  const open = (await bank.cases()).filter(({ state }) => ["open", "approving", "waiting", "ready", "vetoed"].includes(state));
  return open[0].case ?? open[0].id;
}

export async function letIn(phone) {
  await phone.heading("Your bank lets this device in");
  await phone.press("Let this device in");
  await phone.heading("Open your locker");
}

/** Types the PIN; the wallet stays in the locker unless something else was chosen. */
export async function finish(phone, { pin = PIN, where = "Only make this my device; take things out later" } = {}) {
  await phone.page.getByRole("radio", { name: where }).check();
  await phone.page.getByRole("radio", { name: "PIN" }).check();
  await phone.fill("PIN", pin);
  await phone.press("Get my wallet back");
}
