// Which version of the page runs here, and whether the bank offers another.
import { about, agree, register } from "../../service/register";
import type { About } from "../../service/words";

class Update {
  about = $state.raw<About | null>(null);

  async watch(): Promise<void> {
    const registration = await register();
    if (!registration) return;
    registration.addEventListener("updatefound", () => this.follow(registration.installing));
    // One may have been found before this page listened.
    this.follow(registration.installing);
    await this.look();
  }

  private follow(coming: ServiceWorker | null): void {
    coming?.addEventListener("statechange", () => void this.look());
  }

  async look(): Promise<void> {
    this.about = await about();
  }

  /** Takes what was shown, and nothing else: another one that came meanwhile is shown in its place. */
  async take(): Promise<void> {
    const shown = this.about?.offered;
    if (shown && (await agree(shown.digest))) location.reload();
    else await this.look();
  }
}

export const update = new Update();
