// What the address of the page brought, until it is used.
import { bankOfPage } from "../../start/bank";
import type { Brought, Told } from "../../start/link";

class What {
  invite = $state<string | null>(null);
  join = $state<string | null>(null);
  shared = $state(false);
  told = $state.raw<Told | null>(null);
  private bank: string | null = null;

  take(found: Brought): void {
    this.invite = found.invite;
    this.join = found.join;
    this.bank = found.bank;
    this.shared = found.shared;
    this.told = found.told;
  }

  /** Which bank to ask: the invite's own, else the page's. */
  async bankToAsk(): Promise<string> {
    return this.bank ?? (await bankOfPage());
  }

  useBank(bank: string | null): void {
    if (bank) this.bank = bank;
  }
}

export const brought = new What();
