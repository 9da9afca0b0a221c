// The bank as the console asks it: over its public API, at the origin that the page came from.
import { fromBase64url } from "./bytes";
import { idOf } from "./id";
import type { SessionKey } from "./key";
import { Problem, problemIn, unreachable } from "./problem";
import { signedHeaders } from "./sign";
import type { BankView } from "./views";

const PATIENCE = 30_000;
const NONCE = "dlocker-nonce";

export class Bank {
  #fresh: string | null = null;
  private constructor(readonly view: BankView) {}

  /** Asks the bank who it is. Its id must be the one that its log key fixes. */
  static async open(): Promise<Bank> {
    const view = (await good(await send("/v1/bank", { method: "GET" }))) as BankView;
    if ((await idOf("bank", "trustee-id", fromBase64url(view.log_key))) !== view.id) throw new Problem("no-bank", "");
    return new Bank(view);
  }

  get id(): string {
    return this.view.id;
  }

  /** A nonce of the bank's, good for ten minutes. */
  async nonce(): Promise<string> {
    const answer = await send("/v1/nonces", { method: "POST" });
    return ((await good(answer)) as { nonce: string }).nonce;
  }

  /** Asks something that nobody signs. */
  async stranger<Answer>(path: string, message: unknown): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    return (await good(await send(path, { method: "POST", headers, body: JSON.stringify(message) }))) as Answer;
  }

  /** Reads what is open to anyone. */
  async open<Answer>(path: string): Promise<Answer> {
    return (await good(await send(path, { method: "GET" }))) as Answer;
  }

  /** Reads. */
  async get<Answer>(key: SessionKey, path: string, query = ""): Promise<Answer> {
    return (await good(await this.#signed(key, { method: "GET", path, query, body: "", audience: this.id, nonce: null }))) as Answer;
  }

  /** Asks for a change; once more where the bank wants a fresher nonce. */
  async post<Answer>(key: SessionKey, path: string, message: unknown): Promise<Answer> {
    const body = JSON.stringify(message);
    const ask = async () => {
      const nonce = this.#fresh ?? (await this.nonce());
      this.#fresh = null;
      return this.#signed(key, { method: "POST", path, query: "", body, audience: this.id, nonce });
    };
    try {
      return (await good(await ask())) as Answer;
    } catch (thrown) {
      if (!(thrown instanceof Problem) || thrown.code !== "nonce") throw thrown;
      return (await good(await ask())) as Answer;
    }
  }

  async #signed(key: SessionKey, request: Parameters<typeof signedHeaders>[0]): Promise<Response> {
    const { method, path, query, body } = request;
    const headers = await signedHeaders(request, key, Date.now());
    const init: RequestInit = method === "GET" ? { method, headers } : { method, body, headers: { ...headers, "content-type": "application/json" } };
    const answer = await send(query === "" ? path : `${path}?${query}`, init);
    this.#fresh = answer.headers.get(NONCE);
    return answer;
  }
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, credentials: "omit", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw unreachable();
  }
}

async function good(answer: Response): Promise<unknown> {
  if (!answer.ok) throw await problemIn(answer);
  if (answer.status === 204) return undefined;
  try {
    return await answer.json();
  } catch {
    throw new Problem("no-bank", "");
  }
}
