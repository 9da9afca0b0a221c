// Which screens are there for whom. The bank decides what somebody may; here only what they cannot use is left out.
import type { Duty, StaffSelf } from "../../bank/views";
import type { Place, Screen } from "./way.svelte";

export type Tab = Exclude<Screen, "case">;

const needs: Record<Tab, Duty> = { cases: "see-cases", find: "look-up", invite: "invite", audit: "read-audit" };
const order: Tab[] = ["cases", "find", "invite", "audit"];

export const tabsOf = (me: StaffSelf): Tab[] => order.filter((tab) => me.may.includes(needs[tab]));

/** Where somebody is; where they have nothing to do there, at the first place that is theirs. */
export function shown(me: StaffSelf, place: Place): Place {
  const tab = place.screen === "case" ? "cases" : place.screen;
  const tabs = tabsOf(me);
  return tabs.includes(tab) ? place : { screen: tabs[0] ?? "cases" };
}
