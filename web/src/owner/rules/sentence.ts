// What a recovery must show, in a sentence.
import { span } from "../../words/amounts";
import { words } from "../../words/en";
import type { RecoveryRule } from "../../worker/owner";

const said = words.locker.rules.evidence;

export function sentence(rule: RecoveryRule | null): string {
  if (!rule) return said.says.bank;
  const kinds = rule.from.map((kind) => said.kinds[kind]).join(", ");
  const agreed = rule.wait_agreed === null ? said.agreedAsOther : rule.wait_agreed === 0 ? said.agreedNow : said.agreedWait(span(rule.wait_agreed));
  return `${said.says.needed(rule.needed, kinds)} ${said.agreed}: ${agreed}.`;
}
