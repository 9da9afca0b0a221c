// Who sits here: the session, its key, and everything that is asked with it. All of it lives in memory and goes when the session does.
import { Bank } from "../../bank/ask";
import { order, signIn, type By, type Draft, type Order } from "../../bank/documents";
import { base64url } from "../../bank/bytes";
import { makeSessionKey, sessionKeyOf, type SessionKey } from "../../bank/key";
import { assert, type Asserted } from "../../bank/passkey";
import { Problem } from "../../bank/problem";
import type { Duty, SessionView, SignInWays, StaffSelf } from "../../bank/views";
import type { Back } from "../start/link";
import { remember } from "./name";
import { keepWaiting, takeWaiting } from "./waiting";

/** Why nobody is signed in. */
export type Left = "out" | "rest" | "over";

class Desk {
  bank: Bank | null = null;
  me = $state.raw<StaffSelf | null>(null);
  left = $state<Left | null>(null);
  #key: SessionKey | null = null;

  /** Begins a session: a fresh key, for which the passkey of this person vouches. */
  async signIn(name: string): Promise<void> {
    const bank = await this.#asked();
    const [key, nonce] = await Promise.all([makeSessionKey(), bank.nonce()]);
    const by = { trustee: bank.id, staff: name, nonce, at: Date.now() };
    const message = { session_key: base64url(key.publicKey), sign_in: await assert(signIn(by, key.publicKey), []) };
    await bank.post<SessionView>(key, "/v1/staff/sessions", message);
    const me = await bank.get<StaffSelf>(key, "/v1/staff/me");
    remember(me.staff);
    this.#key = key;
    this.left = null;
    this.me = me;
  }

  /** How somebody can sign in here. */
  async ways(): Promise<SignInWays> {
    return (await this.#asked()).open<SignInWays>("/v1/staff/ways");
  }

  /** Goes to the identity provider, which vouches for a fresh key. The key waits in this browser. */
  async goToProvider(): Promise<void> {
    const bank = await this.#asked();
    const key = await makeSessionKey();
    const { address } = await bank.post<{ address: string }>(key, "/v1/staff/provider/begin", { session_key: base64url(key.publicKey) });
    if (!/^https?:$/.test(new URL(address).protocol)) throw new Problem("no-bank", "");
    await keepWaiting(key.pair);
    location.assign(address);
  }

  /** Comes back from the identity provider: the key that waited begins its session. */
  async comeBack(back: Back): Promise<void> {
    const pair = await takeWaiting();
    if ("error" in back) throw new Problem(back.error === "access_denied" ? "denied" : "provider-error", "");
    if (!pair) throw new Problem("no-key", "");
    const [bank, key] = [await this.#asked(), await sessionKeyOf(pair)];
    await bank.post<SessionView>(key, "/v1/staff/provider/finish", { session_key: base64url(key.publicKey), ...back });
    this.me = await bank.get<StaffSelf>(key, "/v1/staff/me");
    this.#key = key;
    this.left = null;
  }

  /** A code for the first passkey of who sits here. */
  async firstPasskey(): Promise<string> {
    const code = base64url(crypto.getRandomValues(new Uint8Array(32)));
    await this.post("/v1/staff/passkeys/first", { code });
    return code;
  }

  /** Asks again who sits here. */
  async again(): Promise<void> {
    if (this.me) this.me = await this.get<StaffSelf>("/v1/staff/me");
  }

  may(duty: Duty): boolean {
    return this.me?.may.includes(duty) ?? false;
  }

  /** Whether who sits here should get a passkey: their role decides things, and they have none. */
  get needsPasskey(): boolean {
    return this.me !== null && this.me.session?.passkey === null && this.me.passkeys.length === 0 && this.may("first-passkey");
  }

  /** Ends the session here at once, and at the bank if it can be reached. */
  async leave(why: Left): Promise<void> {
    const [bank, key] = [this.bank, this.#key];
    this.#end(why);
    if (bank && key) await bank.post(key, "/v1/staff/sessions/end", {}).catch(() => undefined);
  }

  /** Reads what is open to anyone. */
  async open<Answer>(path: string): Promise<Answer> {
    return (await this.#asked()).open<Answer>(path);
  }

  get<Answer>(path: string, query?: string): Promise<Answer> {
    return this.#use((bank, key) => bank.get<Answer>(key, path, query));
  }

  post<Answer>(path: string, message: unknown): Promise<Answer> {
    return this.#use((bank, key) => bank.post<Answer>(key, path, message));
  }

  /** Has the passkey of who sits here sign what a session alone may not do. */
  ordered(what: Order): Promise<Asserted> {
    return this.signed((by) => order(by, what));
  }

  /** Has the passkey of who sits here sign a document, made at this moment. */
  async signed(draft: (by: By) => Draft): Promise<Asserted> {
    const nonce = await this.#use((bank) => bank.nonce());
    const me = this.me;
    if (!me || !this.bank) throw new Problem("session-over", "");
    const by = { trustee: this.bank.id, staff: me.staff, nonce, at: Date.now() };
    return assert(draft(by), me.passkeys.map((passkey) => passkey.credential));
  }

  async #asked(): Promise<Bank> {
    return (this.bank ??= await Bank.open());
  }

  async #use<Answer>(ask: (bank: Bank, key: SessionKey) => Promise<Answer>): Promise<Answer> {
    const key = this.#key;
    if (!this.bank || !key) throw new Problem("session-over", "");
    try {
      return await ask(this.bank, key);
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.code === "session-over" && this.#key === key) this.#end("over");
      throw thrown;
    }
  }

  #end(why: Left): void {
    this.#key = null;
    this.me = null;
    this.left = why;
  }
}

export const desk = new Desk();
