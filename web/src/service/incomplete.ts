// A page without scripts, for when the installed one has lost a part: nothing else may be opened unasked.
import { incomplete as said } from "../words/en/incomplete";
import type { Version } from "./words";

/** With what the bank offers, if this service worker can take it. */
export function incomplete(offered: Version | null): Response {
  const way = offered
    ? `<p>${said.offered(escaped(offered.version), escaped(offered.digest))}</p><p><a href="./?take=${encodeURIComponent(offered.digest)}">${said.take}</a></p>`
    : `<p>${said.close}</p>`;
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${said.title}</title><main><h1>${said.title}</h1><p>${said.lead}</p>${way}</main></html>`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cache-control": "no-store",
  };
  return new Response(page, { headers });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
