// All the words that an owner sees, in English. Another language is another file with the same shape.
import { identity } from "./en/identity";
import { joining } from "./en/joining";
import { kinds } from "./en/kinds";
import { locker } from "./en/locker";
import { lost } from "./en/lost";
import { reissue } from "./en/reissue";
import { short } from "./en/short";
import { elsewhere, guessesLeft, retryAfter, trouble } from "./en/trouble";
import { ways } from "./en/ways";

export const words = { short, ways, identity, joining, kinds, locker, lost, reissue, trouble, elsewhere, guessesLeft, retryAfter };
