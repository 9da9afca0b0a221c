// Signed requests: the one profile of HTTP Message Signatures (RFC 9421) that the bank takes.
import { base64, utf8 } from "./bytes";
import { sha256 } from "./digest";
import type { SessionKey } from "./key";

export interface Request {
  method: "GET" | "POST";
  path: string;
  /** Without the `?`. */
  query: string;
  body: string;
  /** The trustee's id. */
  audience: string;
  nonce: string | null;
}

const COVERED = '("@method" "@path" "@query" "content-digest" "dlocker-audience")';

export async function signedHeaders(request: Request, key: SessionKey, now: number): Promise<Record<string, string>> {
  const digest = `sha-256=:${base64(await sha256(utf8(request.body)))}:`;
  const nonce = request.nonce === null ? "" : `;nonce="${request.nonce}"`;
  const created = Math.floor(now / 1000);
  const params = `${COVERED};created=${created};keyid="${key.keyid}";alg="ecdsa-p256-sha256"${nonce};tag="dlocker-v1"`;
  const base = [
    `"@method": ${request.method}`,
    `"@path": ${request.path}`,
    `"@query": ?${request.query}`,
    `"content-digest": ${digest}`,
    `"dlocker-audience": ${request.audience}`,
    `"@signature-params": ${params}`,
  ].join("\n");
  return {
    "content-digest": digest,
    "dlocker-audience": request.audience,
    "signature-input": `dlocker=${params}`,
    signature: `dlocker=:${base64(await key.sign(base))}:`,
  };
}
