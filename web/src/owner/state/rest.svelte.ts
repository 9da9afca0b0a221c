// Locks the locker after minutes without a touch or a key, in a hidden tab too.
import { contents } from "./contents.svelte";
import { locker } from "./locker.svelte";
import { owner } from "./owner";
import { reissuing } from "./reissuing.svelte";

const REST = 5 * 60 * 1000;
const LOOK = 10 * 1000;

let last = Date.now();

export async function lockNow(): Promise<void> {
  contents.forget();
  reissuing.forget();
  locker.open = false;
  await owner.lock();
}

export function watchRest(): void {
  const look = () => {
    // A clock that was set back must not make the rest longer.
    last = Math.min(last, Date.now());
    if (locker.open && Date.now() - last > REST) void lockNow();
  };
  // A machine that slept ran no timers: a touch after a long rest comes too late, so it is looked first, and before any button hears of it.
  const touched = () => (look(), (last = Date.now()));
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove"]) {
    addEventListener(kind, touched, { passive: true, capture: true });
  }
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
}
