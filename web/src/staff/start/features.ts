// What the console cannot do without.

export type Missing = "insecure" | "old";

export function missing(): Missing | null {
  if (!isSecureContext) return "insecure";
  const has =
    typeof crypto?.subtle?.generateKey === "function" &&
    typeof PublicKeyCredential === "function" &&
    typeof navigator.credentials?.create === "function" &&
    typeof AuthenticatorAttestationResponse.prototype.getAuthenticatorData === "function" &&
    typeof AbortSignal.timeout === "function";
  return has ? null : "old";
}
