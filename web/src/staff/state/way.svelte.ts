// Where in the console somebody is. Each step is an entry in the browser's history; the address never changes, and no handle stands in the history.

export type Screen = "cases" | "case" | "find" | "invite" | "audit";

export interface Place {
  screen: Screen;
  /** Which case. */
  about?: string;
}

class Way {
  place = $state.raw<Place>({ screen: "cases" });

  constructor() {
    addEventListener("popstate", ({ state }: PopStateEvent) => {
      const back = state as Place | null;
      this.place = back?.screen ? back : { screen: "cases" };
    });
    const before = history.state as Place | null;
    if (before?.screen) this.place = before;
  }

  /** Another screen, to which "back" comes back from here. */
  go(screen: Screen, about?: string): void {
    this.place = about === undefined ? { screen } : { screen, about };
    history.pushState({ ...this.place }, "");
  }

  /** Where everything begins, in place of where somebody else was. */
  home(): void {
    this.place = { screen: "cases" };
    history.replaceState({ ...this.place }, "");
  }

  back = (): void => history.back();
}

export const way = new Way();
