// Names that a folder of a browser cannot have, or that its disk takes for one.

/** Two paths that some disks take for one look alike in this form. */
export function foldedPath(path: string): string {
  return path.normalize("NFC").toLowerCase().normalize("NFC");
}

/** `a.txt` as `a (2).txt`, the first time as it is. */
export function apart(name: string, number: number): string {
  if (number === 1) return name;
  const dot = name.lastIndexOf(".");
  const cut = dot > name.lastIndexOf("/") + 1 ? dot : name.length;
  return `${name.slice(0, cut)} (${number})${name.slice(cut)}`;
}

/**
 * Makes what is to have this name. A browser refuses names that mean something to some system (`CON`, `a.lnk`, `a:b`), on every system. One such name must
 * not keep all the rest from coming back: so it gets another one.
 */
export async function allowed<Made>(name: string, make: (name: string) => Promise<Made>): Promise<Made> {
  try {
    return await make(name);
  } catch (refused) {
    if (!(refused instanceof TypeError)) throw refused;
    return make(tame(name));
  }
}

/** Nothing in it that any system minds; two names stay two, and the end says that it was changed. */
function tame(name: string): string {
  const plain = name.replace(/[%\\/:*?"<>|~\u0000-\u001f\u007f]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `_${plain}.renamed`;
}
