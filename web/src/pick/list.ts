// Files that were chosen with the browser's own dialogue.
import type { Picked } from "../worker/calls";

/** With their paths below the chosen folder, if a folder was chosen. */
export function fromList(files: Iterable<File>): Picked[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}
