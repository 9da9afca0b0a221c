// A phone whose owner's side is the WebAssembly that a browser loads, with node in the place of the browser.
//
//   node phone.mjs WASM_FOLDER HOME CALLS [MODULE]
//
// CALLS is JSON: a list of [method, argument, ...]. Prints a list of {"ok": value} or what the call rejected with. The home is a folder, so that
// the next process goes on where this one was, or was killed. In arguments {"utf8": "..."} are bytes, {"wallet": FOLDER} is what to put in and
// {"folder": FOLDER} where to restore to; bytes in answers come as {"utf8": ...}.
import { webcrypto } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open as openFile, utimes } from "node:fs/promises";
import { join } from "node:path";

globalThis.crypto ??= webcrypto;
const { subtle } = webcrypto;
const [wasmFolder, home, calls, moduleName = "dlocker"] = process.argv.slice(2);
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

class NodePlatform {
  #pair = null;
  commits = 0;

  async loadState() {
    mkdirSync(join(home, "files"), { recursive: true });
    const names = readdirSync(join(home, "files")).filter((name) => !name.endsWith(".new"));
    return names.map((name) => [name, new Uint8Array(readFileSync(join(home, "files", name)))]);
  }

  async commitState(changes) {
    this.commits += 1;
    for (const [name, content] of changes) {
      const path = join(home, "files", name);
      if (content === null) {
        rmSync(path, { force: true });
        continue;
      }
      writeFileSync(`${path}.new`, content);
      renameSync(`${path}.new`, path);
    }
  }

  async deviceKey() {
    const path = join(home, "key.json");
    if (!this.#pair && existsSync(path)) {
      const jwk = JSON.parse(readFileSync(path, "utf8"));
      const { d: _, ...open } = { ...jwk, key_ops: ["verify"] };
      this.#pair = {
        privateKey: await subtle.importKey("jwk", { ...jwk, key_ops: ["sign"] }, ALGORITHM, false, ["sign"]),
        publicKey: await subtle.importKey("jwk", open, ALGORITHM, true, ["verify"]),
      };
    }
    return this.#pair && new Uint8Array(await subtle.exportKey("raw", this.#pair.publicKey));
  }

  async makeDeviceKey() {
    if (!(await this.deviceKey())) {
      const pair = await subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
      writeFileSync(join(home, "key.json"), JSON.stringify(await subtle.exportKey("jwk", pair.privateKey)));
    }
    return this.deviceKey();
  }

  async sign(message) {
    return new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, this.#pair.privateKey, message));
  }

  async send(method, url, headers, body, limit) {
    let response;
    try {
      response = await fetch(url, { method, headers, body: method === "GET" ? undefined : body, redirect: "error" });
    } catch (error) {
      throw new Error(error.cause?.message ?? error.message);
    }
    const answer = new Uint8Array(await response.arrayBuffer());
    if (answer.length > limit) throw new Error("too long");
    return { status: response.status, nonce: response.headers.get("dlocker-nonce"), body: answer };
  }

  sleep(millis) {
    return new Promise((resolve) => setTimeout(resolve, millis));
  }

  async recogniser() {
    const look = await import(join(wasmFolder, "dlocker_look.js"));
    await look.default({ module_or_path: readFileSync(join(wasmFolder, "dlocker_look_bg.wasm")) });
    return look;
  }
}

/** Every file below a folder, its own name first in each path. */
function entriesOf(folder) {
  const top = folder.split("/").at(-1);
  const entries = [];
  const walk = (path, shown) => {
    const inside = readdirSync(path, { withFileTypes: true });
    if (inside.length === 0) entries.push({ path: shown, folder: true });
    for (const one of inside) {
      const [real, name] = [join(path, one.name), `${shown}/${one.name}`];
      if (one.isDirectory()) walk(real, name);
      else if (one.isFile()) entries.push(entryOf(real, name));
    }
  };
  walk(folder, top);
  return entries;
}

function entryOf(real, path) {
  const { size, mtimeMs } = statSync(real);
  const read = async (offset, length) => {
    const file = await openFile(real);
    try {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  };
  return { path, size, mtimeMs, read };
}

/** A file that goes away between listing and reading. */
function unreadable(path) {
  const read = () => Promise.reject(new Error("the file is gone"));
  return path ? [{ path, size: 10, mtimeMs: 0, read }] : [];
}

/** Restores below a folder. Everything is asynchronous, as it is in a browser. */
class FolderTarget {
  #to;
  #files = [];
  constructor(to) {
    this.#to = to;
  }
  folder(path) {
    mkdirSync(join(this.#to, path), { recursive: true });
  }
  link() {
    throw new Error("no links here");
  }
  async file(id, path, meta, size) {
    mkdirSync(this.#to, { recursive: true });
    const opened = openFile(join(this.#to, path), "w");
    this.#files[id] = { opened, meta, path };
    await (await opened).truncate(size);
  }
  async write(id, offset, bytes) {
    await (await this.#files[id].opened).write(bytes, 0, bytes.length, offset);
  }
  async done() {
    for (const { opened, meta, path } of this.#files) {
      await (await opened).close();
      await utimes(join(this.#to, path), meta.mtimeMs / 1000, meta.mtimeMs / 1000);
    }
  }
}

const utf8 = (text) => new TextEncoder().encode(text);

function argument(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  if ("utf8" in value) return utf8(value.utf8);
  if ("hex" in value) return new Uint8Array(Buffer.from(value.hex, "hex"));
  if ("wallet" in value) return [...entriesOf(value.wallet), ...unreadable(value.unreadable)];
  if ("folder" in value) return new FolderTarget(value.folder);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, argument(inner)]));
}

function answer(value) {
  if (value instanceof Uint8Array) return { utf8: new TextDecoder().decode(value), length: value.length };
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, answer(inner)]));
}

/** Arrays that carry secrets must be overwritten when the call is over. */
function leftovers(args) {
  const arrays = args.flatMap((value) => (value instanceof Uint8Array ? [value] : (value?.bytes ?? [])));
  return arrays.filter((array) => array instanceof Uint8Array && array.some((byte) => byte !== 0)).length;
}

const module = await import(join(wasmFolder, `${moduleName}.js`));
await module.default({ module_or_path: readFileSync(join(wasmFolder, `${moduleName}_bg.wasm`)) });
const platform = new NodePlatform();
const owner = await module.open(platform);
const progress = [];
owner.onProgress((event) => progress.push(event));

const settled = (promise) => promise.then((value) => ({ ok: answer(value) })).catch((failure) => failure);
const answers = [];
for (const [method, ...given] of JSON.parse(calls)) {
  const args = given.map(argument);
  try {
    if (method === "progress") answers.push({ ok: progress.splice(0) });
    else if (method === "methodNames") answers.push({ ok: Object.getOwnPropertyNames(module.Owner.prototype) });
    else if (method === "both") {
      const both = args.map(([name, ...more]) => [name, more.map(argument)]);
      answers.push({ ok: await Promise.all(both.map(([name, more]) => settled(owner[name](...more)))) });
      args.push(...both.flatMap(([, more]) => more));
    }
    else if (method === "roundtrip") {
      const { id, userHandle } = owner.draftPasskey();
      answers.push({ ok: owner.methodOfUserHandle(userHandle) === id });
    } else if (method === "exports") answers.push({ ok: Object.keys(module) });
    else answers.push({ ok: answer(await owner[method](...args)) });
  } catch (failure) {
    if (!failure?.error) throw failure;
    answers.push(failure);
  }
  const left = leftovers(args);
  if (left > 0) throw new Error(`${method} left ${left} secrets behind`);
}
console.log(JSON.stringify(answers));
