// A sentence of the owner's side as it reads on a page: long ids are cut to what tells them apart, and for a command stands what to do on the page.
import { moment } from "./amounts";
import { commands } from "./en/commands";

/** What leads up to a command within its sentence, the command, and what it is given. */
const COMMAND = /[.;]? ?[^.;:]*: dlocker ([a-z]+(?: [a-z]+(?![a-z-]))?)(?:[^.]|\.(?=\S))*\.?/g;
/** Commands in parentheses, and one that is only named. */
const ASIDE = / \(dlocker ([a-z]+)[^)]*\)/g;
const NAMED = /\bsee dlocker messages\b/g;
const QUOTED = /,? (?:say )?with `dlocker ([a-z]+)[^`]*`/g;

/** A command that the page has no place for is left out. */
const onPage = (command: string): string | undefined => commands.find(([begin]) => `${command} `.startsWith(`${begin} `))?.[1];

const aside = (advice = ""): string => (advice ? ` (${advice.charAt(0).toLowerCase()}${advice.slice(1).replace(/\.$/, "")})` : "");

export function plainly(sentence: string): string {
  return sentence
    .replace(COMMAND, (_, command: string) => [".", onPage(command)].filter(Boolean).join(" "))
    .replace(ASIDE, (_, command: string) => aside(onPage(command)))
    .replace(NAMED, "look under Visits")
    .replace(QUOTED, "")
    .replace(/ \((?:device|method)-[a-z2-7]{20,}\)/g, "")
    .replace(/the backup snapshot-[a-z2-7]{20,}/g, "a backup")
    .replace(/\bpin\b/g, "PIN")
    .replace(/\b((?:device|method|snapshot|case|intent|locker|kit)-[a-z2-7]{4})[a-z2-7]{16,}/g, "$1…")
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, moment);
}
