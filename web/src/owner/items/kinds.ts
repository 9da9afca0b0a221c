// How items are gathered for the eye: a few families, by what the recognisers say.
import type { IconName } from "../../parts/Icon.svelte";
import { words } from "../../words/en";
import type { Item } from "../../worker/owner";

/** The kinds that are there, the commonest first. */
export function kindsOf(items: Item[]): Array<{ kind: string; count: number }> {
  const counts = new Map<string, number>();
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count);
}

export function kindName(kind: string): string {
  return words.kinds[kind] ?? kind.replaceAll("-", " ");
}

export function iconOf(kind: string): IconName {
  if (/folder|directory/.test(kind)) return "folder";
  if (/credential|vc|jwt|mdoc|certificate|sd-jwt|document/.test(kind)) return "paper";
  if (/key|seed|mnemonic|otp|passkey|secret/.test(kind)) return "key";
  if (/store|wallet|database|keepass/.test(kind)) return "locker";
  return "file";
}

/** Whether it is one that a person looks for: folders are only where things lie. */
export function isThing(item: Item): boolean {
  return item.kind !== "folder" && item.kind !== "directory";
}

export function fits(item: Item, kind: string | null, search: string): boolean {
  if (kind !== null && item.kind !== kind) return false;
  if (search === "") return true;
  const text = `${item.path} ${item.label ?? ""} ${item.issuer ?? ""} ${kindName(item.kind)}`.toLowerCase();
  return text.includes(search.toLowerCase());
}
