// Ends the session after minutes without a touch or a key, in a hidden tab too.
import { desk } from "./desk.svelte";

const REST = 10 * 60 * 1000;
const LOOK = 5 * 1000;

export function watchRest(): void {
  let last = Date.now();
  const look = () => {
    // A clock that was set back must not make the rest longer.
    last = Math.min(last, Date.now());
    if (desk.me && Date.now() - last > REST) void desk.leave("rest");
  };
  // A touch after a long rest comes too late: it is looked first.
  const touched = () => (look(), (last = Date.now()));
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove"]) {
    addEventListener(kind, touched, { passive: true, capture: true });
  }
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
}
