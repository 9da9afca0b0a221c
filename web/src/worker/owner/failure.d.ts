// What a call rejects with.

/** What a call rejects with: the same as `dlocker --json` prints. */
export interface Failure {
  error: {
    /**
     * "misuse", "skew" (a clock is off), "waiting", "wrong-secret", "frozen", "unreachable", "damaged", "unexpected", the bank's own word where it refused
     * ("replaced", "suspended", "locker-frozen", "shut", "locker-closed", "invite", "quota", "case-over", "case-vetoed", …), and of this side alone:
     * "busy" (another call is running), "stopped" (after {@link Owner.stop}), "locked" (the call needs a secret, and none is held).
     */
    code: string;
    /** What happened, what it means for the wallet, what to try. */
    message: string;
    /** The exit code of the command line: 1 unexpected, 2 misuse, 4 later, 5 refused, 6 secret, 7 unreachable, 8 damaged. */
    exit: number;
    guesses_left?: number;
    /** Seconds. */
    retry_after?: number;
  };
}
