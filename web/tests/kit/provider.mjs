// A real identity provider on this machine: the bank's own, which is no part of dLocker.
import { createServer } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Oidc, { interactionPolicy } from "oidc-provider";

/** With all that has to be written another way in a form and in a header. */
const SECRET = "a-secret+with%&=unusual~signs";

export class Provider {
  /** `people` are names with their roles, as this provider calls them. */
  static async open(people) {
    const one = new Provider();
    one.people = people;
    one.folder = mkdtempSync(join(tmpdir(), "dlocker-provider-"));
    writeFileSync(join(one.folder, "secret"), `${SECRET}\n`);
    one.server = createServer((request, response) => one.answer(request, response));
    await new Promise((resolve) => one.server.listen(0, "127.0.0.1", resolve));
    one.issuer = `http://localhost:${one.server.address().port}`;
    return one;
  }

  /** The sections of `bank.toml` that name it. */
  settings(more = {}) {
    return {
      "staff.oidc": { issuer: `"${this.issuer}"`, client_id: '"dlocker"', client_secret_file: `"${join(this.folder, "secret")}"`, ...more },
      "staff.oidc.roles": { counter: '"teller"', recovery: '"approver"', audit: '"auditor"', machine: '"operator"' },
    };
  }

  /** Knows this bank from now on. */
  serve(bank) {
    const back = `${bank.url.replace("127.0.0.1", "localhost")}/staff`;
    const policy = interactionPolicy.base();
    // A bank asks its own staff for no consent; this provider would, of an address on this machine.
    policy.remove("consent");
    const provider = new Oidc(this.issuer, {
      clients: [{ client_id: "dlocker", client_secret: SECRET, redirect_uris: [back], application_type: "native" }],
      claims: { openid: ["sub"], profile: ["preferred_username", "roles"] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: () => "/who", policy },
      cookies: { keys: ["of the tests alone"] },
      ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, preferred_username: sub, roles: this.people[sub] ?? [] }) }),
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope("openid profile");
        await grant.save();
        return grant;
      },
    });
    const rest = provider.callback();
    this.answer = (request, response) => (request.url === "/who" ? asksWho(provider, request, response) : rest(request, response));
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One field, and whoever is named in it is believed. */
async function asksWho(provider, request, response) {
  if (request.method !== "POST") {
    const form = '<!doctype html><html lang="en"><title>Who</title><form method="post"><label>Who are you? <input name="login"></label> <button>Go on</button></form>';
    response.writeHead(200, { "content-type": "text/html" }).end(form);
    return;
  }
  let body = "";
  for await (const bytes of request) body += bytes;
  await provider.interactionFinished(request, response, { login: { accountId: new URLSearchParams(body).get("login") } });
}

/** Signs in at the provider, from the console and back to it. */
export async function through(desk, name) {
  await desk.heading("Sign in");
  await desk.press("Sign in through your bank");
  await desk.fill("Who are you?", name);
  await desk.press("Go on");
}
