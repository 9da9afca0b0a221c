// A sentence of the owner's side as it reads on a page: long ids are cut to what tells them apart, and commands are left out.
import { moment } from "./amounts";

export function plainly(sentence: string): string {
  return sentence
    .replace(/;? ?[^.;]*: dlocker [a-z ]+[a-z]+-[a-z2-7]{20,}\.?/g, ".")
    .replace(/ \((?:device|method)-[a-z2-7]{20,}\)/g, "")
    .replace(/the backup snapshot-[a-z2-7]{20,}/g, "a backup")
    .replace(/\bpin\b/g, "PIN")
    .replace(/\b((?:device|method|snapshot|case|intent|locker|kit)-[a-z2-7]{4})[a-z2-7]{16,}/g, "$1…")
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, moment);
}
