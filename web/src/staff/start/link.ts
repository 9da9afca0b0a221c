// What somebody brings along in the address: the code of a link for a passkey (`#passkey=CODE`), or the way back from the identity provider
// (`?code=…&state=…`). Both are taken out of the address bar and the history before anything else happens.

export function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get("passkey");
  if (location.hash !== "") clear();
  return code;
}

/** The way back from the identity provider, or why it sent somebody back without one. */
export type Back = { state: string; code: string; iss: string | null } | { error: string };

export function takeBack(): Back | null {
  const asked = new URLSearchParams(location.search);
  const [state, code, error] = [asked.get("state"), asked.get("code"), asked.get("error")];
  if (location.search !== "") clear();
  if (error !== null) return { error };
  return state !== null && code !== null ? { state, code, iss: asked.get("iss") } : null;
}

const clear = (): void => history.replaceState(history.state, "", location.pathname);
