// A name for this device that its owner may change: only its form is looked at, and nothing is told to anybody.
import { words } from "../../words/en";

export function guessName(): string {
  const { names } = words.joining.device;
  const short = Math.min(screen.width, screen.height);
  if (!matchMedia("(pointer: coarse)").matches) return names.computer;
  return short < 600 ? names.phone : names.tablet;
}
