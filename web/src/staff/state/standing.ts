// What follows from where a case stands.
import type { CaseView, StaffCase } from "../../bank/views";

const ALIVE = new Set(["committed", "open", "approving", "waiting", "ready", "vetoed"]);
const DECIDABLE = new Set(["open", "approving", "vetoed"]);

export const isAlive = (one: CaseView): boolean => ALIVE.has(one.state);

export type Mine = "may" | "again" | "has" | "not";

/** Whether this person may approve: not yet done, done from a distance (and may again face to face), done, or nobody can. */
export function mineOf(one: StaffCase, name: string): Mine {
  const mine = one.approved_by.filter((approval) => approval.staff === name);
  if (mine.some((approval) => approval.face_to_face)) return "has";
  if (!isAlive(one) || !one.known || one.transcript === null) return mine.length > 0 ? "has" : "not";
  if (mine.length > 0) return "again";
  return DECIDABLE.has(one.state) ? "may" : "not";
}

/** Officers' word that is still missing. */
export function missing(one: StaffCase): number {
  const need = one.needs.find((need) => need.need === "approvals");
  return need?.count ?? 0;
}

/** Whether the queue shows it as this person's to do. */
export function waitsFor(one: StaffCase, name: string): boolean {
  return missing(one) > 0 && mineOf(one, name) === "may";
}
