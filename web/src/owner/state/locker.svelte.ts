// What is known of the locker: from this device at once, from the bank when it answers.
import type { DeviceLine, Identity, Kept, Status } from "../../worker/owner";
import { Trouble } from "../../worker/trouble";
import { owner } from "./owner";

class Locker {
  kept = $state.raw<Kept | null>(null);
  status = $state.raw<Status | null>(null);
  devices = $state.raw<DeviceLine[]>([]);
  /** By which credentials of others the bank knows the owner. */
  identity = $state.raw<Identity | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  /** Whether the keys are in the worker's memory. */
  open = $state(false);
  asking = $state(false);

  /** Asks the bank. What was known before stays when it cannot be reached. */
  async refresh(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      this.status = await owner.status();
      this.devices = await owner.devices();
      this.identity = await owner.identity();
      this.trouble = null;
    } catch (thrown) {
      this.trouble = Trouble.of(thrown);
    } finally {
      // A locker that was forgotten meanwhile keeps nothing, and the page is about to begin anew.
      this.kept = await owner.kept().catch(() => this.kept);
      this.asking = false;
    }
  }

  async look(): Promise<void> {
    this.kept = await owner.kept();
    this.open = !(await owner.locked());
    if (this.kept?.locker || this.kept?.recovery) void stay();
  }

  /** What the owner calls a device. */
  nameOf(id: string | null, otherwise: string): string {
    return this.devices.find((device) => device.id === id)?.name || otherwise;
  }
}

let asked = false;

/** Asks the browser to keep this device's key also when it runs out of room: without it the way back leads through the bank. */
async function stay(): Promise<void> {
  if (asked || typeof navigator.storage?.persist !== "function") return;
  asked = true;
  await navigator.storage.persist().catch(() => false);
}

export const locker = new Locker();
