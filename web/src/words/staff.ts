// All the words of the staff console, in English. Another language is another set of files with the same shape.
import { audit } from "./en/staff/audit";
import { cases } from "./en/staff/cases";
import { invite } from "./en/staff/invite";
import { lockers } from "./en/staff/lockers";
import { trouble } from "./en/staff/trouble";
import { ways } from "./en/staff/ways";

export const staffWords = { ways, cases, lockers, invite, audit, trouble };
