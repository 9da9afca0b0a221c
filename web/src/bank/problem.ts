// What the bank refused, or that it could not be asked.

export class Problem extends Error {
  constructor(
    readonly code: string,
    /** What happened, what it means and what to try, in the bank's words. */
    readonly detail: string,
    readonly retryAfter?: number,
  ) {
    super(detail);
    this.name = "Problem";
  }
}

export const unreachable = (): Problem => new Problem("unreachable", "");

/** The problem in an answer that is not a good one. */
export async function problemIn(answer: Response): Promise<Problem> {
  try {
    const { code, detail, retry_after } = (await answer.json()) as { code: string; detail: string; retry_after?: number };
    return new Problem(code, detail, retry_after);
  } catch {
    return new Problem("no-bank", "");
  }
}
