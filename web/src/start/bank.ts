// Which bank this page is of: its own origin, unless who hosts it says otherwise in `bank.json` beside it.

export async function bankOfPage(): Promise<string> {
  try {
    const answer = await fetch("./bank.json", { credentials: "omit", cache: "no-store" });
    const said = (await answer.json()) as { bank?: unknown };
    if (typeof said.bank === "string") return said.bank;
  } catch {
    // Without the file, or without the network, the page's own origin is the best guess.
  }
  return location.origin;
}
