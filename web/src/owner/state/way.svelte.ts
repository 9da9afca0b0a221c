// Where the owner is. Each step is an entry in the browser's history, so that the phone's own "back" works; the address never changes.

export type Screen =
  | "welcome" | "invite" | "methods" | "second" | "lost" | "about"
  | "home" | "items" | "put" | "log" | "more"
  | "history" | "keys" | "devices" | "waiting" | "rules" | "rehearse" | "freeze" | "leave" | "veto" | "former" | "out" | "reissue" | "identity";

export interface Place {
  screen: Screen;
  /** What it is about: a case, a backup, an item. */
  about?: string;
}

class Way {
  place = $state.raw<Place>({ screen: "welcome" });

  constructor() {
    addEventListener("popstate", ({ state }: PopStateEvent) => {
      const back = state as Place | null;
      if (back?.screen) this.place = back;
    });
  }

  /** Another screen, to which "back" comes back from here. */
  go(screen: Screen, about?: string): void {
    this.place = about === undefined ? { screen } : { screen, about };
    history.pushState({ ...this.place }, "");
  }

  /** Another screen instead of this one. */
  turn(screen: Screen, about?: string): void {
    this.place = about === undefined ? { screen } : { screen, about };
    history.replaceState({ ...this.place }, "");
  }

  back = (): void => history.back();
}

export const way = new Way();
