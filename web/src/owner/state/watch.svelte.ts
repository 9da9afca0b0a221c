// Looks at the locker while the page is seen: somebody's recovery has to show at once, on whatever screen.
import { locker } from "./locker.svelte";
import { put } from "./put.svelte";

const OFTEN = 60_000;

/** Begins; gives what ends it. */
export function watchLocker(): () => void {
  const look = () => {
    const mine = locker.kept?.locker;
    if (document.visibilityState === "visible" && mine && !mine.joining && !put.running) void locker.refresh();
  };
  const timer = setInterval(look, OFTEN);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
