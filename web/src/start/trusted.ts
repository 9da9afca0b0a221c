// The only scripts that this page starts by address: its own worker and its own service worker. The policy lets nothing else through.

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown };
}

const rules = {
  createScriptURL(url: string): string {
    const address = new URL(url, location.href);
    if (address.origin !== location.origin || !address.pathname.endsWith(".js")) throw new TypeError("not a script of this page");
    return address.href;
  },
};

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
const policy = policies ? policies.createPolicy("dlocker", rules) : rules;

/** The address, checked, as the browser wants it. */
export function scriptUrl(url: URL | string): URL {
  return policy.createScriptURL(String(url)) as URL;
}
