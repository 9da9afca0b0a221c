// Lets a few through at a time. A browser that is asked for thousands of files at once answers no sooner, and holds all of them open meanwhile.

export class Gate {
  private readonly waiting: Array<() => void> = [];
  private next = 0;

  constructor(private free: number) {}

  /** Runs it when its turn has come. */
  async through<Value>(run: () => Promise<Value>): Promise<Value> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await run();
    } finally {
      this.pass();
    }
  }

  private pass(): void {
    const next = this.waiting[this.next];
    if (!next) {
      this.free += 1;
      return;
    }
    this.next += 1;
    next();
  }
}
