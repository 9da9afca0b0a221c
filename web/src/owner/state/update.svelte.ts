// Which version of the page runs here, and whether the bank offers another.
import { about, agree, register } from "../../service/register";
import type { About } from "../../service/words";

class Update {
  about = $state.raw<About | null>(null);

  async watch(): Promise<void> {
    const registration = await register();
    if (!registration) return;
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => void this.look());
    });
    await this.look();
  }

  async look(): Promise<void> {
    this.about = await about();
  }

  async take(): Promise<void> {
    await agree();
    location.reload();
  }
}

export const update = new Update();
