// Where the built programs lie, and how they are run.
import { spawn, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The built program: what `DLOCKER_BIN` or `DLOCKERD_BIN` names, else the debug build. */
export function program(name) {
  const path = process.env[`${name.toUpperCase()}_BIN`] ?? `${root}target/debug/${name}`;
  if (!existsSync(path)) throw new Error(`${path} is not built: cargo build -p ${name}`);
  return path;
}

/** Runs it to its end; gives the JSON that it prints. Other exit codes than those allowed are errors. */
export async function json(name, args, { allow = [0] } = {}) {
  try {
    const { stdout } = await run(program(name), [...args, "--json"], { maxBuffer: 64 << 20 });
    return JSON.parse(stdout);
  } catch (failed) {
    if (allow.includes(failed.code)) return JSON.parse(failed.stdout);
    throw new Error(`${name} ${args.join(" ")}: exit ${failed.code}\n${failed.stdout}${failed.stderr}`);
  }
}

/** Starts it, and gives the process. */
export function start(name, args) {
  return spawn(program(name), args, { stdio: ["ignore", "pipe", "pipe"] });
}
