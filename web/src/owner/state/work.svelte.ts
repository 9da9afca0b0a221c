// How far the running command is.
import type { Progress } from "../../worker/owner";
import { onProgress } from "./owner";

class Work {
  now = $state.raw<Progress | null>(null);
  notes = $state.raw<string[]>([]);

  constructor() {
    onProgress((progress) => {
      if (progress.phase === "note") this.notes = [...this.notes, progress.text ?? ""];
      else this.now = progress;
    });
  }

  begin(): void {
    this.now = null;
    this.notes = [];
  }
}

export const work = new Work();
