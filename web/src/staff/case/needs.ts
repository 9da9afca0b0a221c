// What a case still needs, in words.
import type { CaseNeed } from "../../bank/views";
import { moment } from "../../words/amounts";
import { staffWords } from "../../words/staff";

const said = staffWords.cases.needs;

export function needInWords(need: CaseNeed): string {
  switch (need.need) {
    case "phone-key":
      return said.phoneKey;
    case "approvals":
      return need.face_to_face ? said.faceToFace(need.count) : said.approvals(need.count);
    case "wait":
      return need.until === null ? said.wait : said.waitUntil(moment(need.until));
    case "owner":
      return said.owner;
  }
}

/** A wait that is over is nothing that a case still needs. */
export const stillNeeded = (needs: CaseNeed[], now: number): CaseNeed[] =>
  needs.filter((need) => need.need !== "wait" || need.until === null || Date.parse(need.until) > now);
