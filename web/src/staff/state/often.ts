// Looks again every now and then while a screen is shown and somebody may be looking.

const OFTEN = 15_000;

/** For `onMount`: looks at once and then often; ends with the screen. */
export function often(look: () => Promise<unknown>): () => void {
  const again = () => {
    if (!document.hidden) void look();
  };
  void look();
  const timer = setInterval(again, OFTEN);
  document.addEventListener("visibilitychange", again);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", again);
  };
}
