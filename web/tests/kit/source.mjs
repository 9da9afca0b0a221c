// Loads a module of the page into a test that needs no browser.
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

/** Runs with a loader of TypeScript, which is closed afterwards. */
export async function withSource(run) {
  const server = await createServer({
    root: fileURLToPath(new URL("../..", import.meta.url)), configFile: false, logLevel: "error", server: { middlewareMode: true, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  try {
    return await run((path) => server.ssrLoadModule(`/src/${path}`));
  } finally {
    await server.close();
  }
}
