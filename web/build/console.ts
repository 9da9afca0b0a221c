// Which files only the staff console loads: an owner's phone does not keep them, and its version does not change with them.
import { writeFileSync } from "node:fs";
import type { Plugin, Rollup } from "vite";

/** Notes the names of those files in `list`, once everything is built. */
export function consoleAlone(list: string): Plugin {
  return {
    name: "console-alone",
    writeBundle(_, bundle) {
      const owners = loadedBy("index.html", bundle);
      const alone = [...loadedBy("staff.html", bundle)].filter((name) => !owners.has(name)).sort();
      writeFileSync(list, JSON.stringify([...alone, "staff.html"]));
    },
  };
}

/** Whatever this page loads at once or later. */
function loadedBy(page: string, bundle: Rollup.OutputBundle): Set<string> {
  const found = new Set<string>();
  const follow = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const chunk = bundle[name];
    if (chunk?.type !== "chunk") return;
    const { importedCss, importedAssets } = chunk.viteMetadata ?? { importedCss: [], importedAssets: [] };
    for (const other of [...chunk.imports, ...chunk.dynamicImports, ...importedCss, ...importedAssets]) follow(other);
  };
  const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
  for (const chunk of chunks) if (chunk.isEntry && chunk.facadeModuleId?.endsWith(`/${page}`)) follow(chunk.fileName);
  return found;
}
