// What happened in a case, oldest first: its opening, what staff did, and the vetoes of the locker's devices.
import type { StaffAct, StaffCase } from "../../bank/views";
import { staffWords } from "../../words/staff";
import { shortId } from "../state/names";

export interface Happened {
  at: string;
  text: string;
  signed: boolean;
}

const said = staffWords.cases.one;

export function historyOf(one: StaffCase, acts: StaffAct[]): Happened[] {
  const opened = { at: one.opened, text: said.wasOpened, signed: false };
  const vetoes = one.vetoes.map(({ at, device }) => ({ at, text: said.wasVetoed(shortId(device)), signed: false }));
  const done = acts.map((act) => ({ at: act.at, text: `${act.staff} ${staffWords.audit.what(act)}.`, signed: act.signed }));
  return [opened, ...vetoes, ...done].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
