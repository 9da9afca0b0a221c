// A link for a passkey: `#passkey=CODE`. The code is taken out of the address bar and the history before anything else happens.

export function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get("passkey");
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  return code;
}
