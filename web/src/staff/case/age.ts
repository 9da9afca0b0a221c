// How old a case is. Seconds tell an officer nothing.
import { span } from "../../words/amounts";
import { staffWords } from "../../words/staff";

export const ageOf = (seconds: number): string => (seconds < 60 ? staffWords.cases.queue.young : span(seconds));
