// The audit from a moment on, page by page.
import type { AuditPage, StaffAct } from "../../bank/views";
import { desk } from "../state/desk.svelte";

/** Oldest first. `from` is in milliseconds since 1970. */
export async function actsSince(from: number): Promise<StaffAct[]> {
  const acts: StaffAct[] = [];
  for (let next: number | null = from; next !== null; ) {
    const page: AuditPage = await desk.get("/v1/staff/audit", `from=${next}`);
    acts.push(...page.acts);
    next = page.next;
  }
  return acts;
}
