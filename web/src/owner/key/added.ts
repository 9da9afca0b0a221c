// What adding a key gives: what the owner's side says, and, where it counts at once, the secret to open with straight away.
import type { Changed, MethodAdded, Secret } from "../../worker/owner";

export interface Added {
  added: Changed<MethodAdded>;
  opens: Secret | null;
}
