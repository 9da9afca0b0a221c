// What is taken out as a zip: other programs must read it, whatever the order in which its bytes came.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { crc32 as known } from "node:zlib";
import { withSource } from "./kit/source.mjs";

/** The bytes of an archive, by place: holes are zeros, and no byte is written twice. */
class Memory {
  pieces = [];

  async write(position, bytes) {
    this.pieces.push([position, Uint8Array.from(bytes)]);
  }

  async close() {
    this.pieces.sort(([a], [b]) => a - b);
  }

  bytes() {
    const [at, last] = this.pieces.at(-1);
    const all = new Uint8Array(at + last.length);
    let end = 0;
    for (const [position, bytes] of this.pieces) {
      assert.ok(position >= end, "two pieces lie over each other");
      all.set(bytes, position);
      end = position + bytes.length;
    }
    return all;
  }
}

const META = { mode: 0o640, mtimeMs: Date.UTC(2024, 1, 29, 12, 34, 56) };
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

function inFolder(run) {
  const folder = mkdtempSync(join(tmpdir(), "dlocker-zip-"));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("unzip and python read what was written in any order, with modes, times, links, holes and empty folders", async () => {
  const big = random(50_000);
  const holes = new Uint8Array(9000);
  holes.set([1, 2, 3], 4000);
  const archive = await withSource(async (load) => {
    const { ZipTarget } = await load("zip/write.ts");
    const memory = new Memory();
    const zip = new ZipTarget(memory);
    zip.folder("wallet", { ...META, mode: 0o750 });
    zip.folder("wallet/empty", META);
    zip.link("wallet/to-it", { ...META, mode: 0o777 }, "größe.bin");
    zip.file(0, "wallet/größe.bin", META, big.length);
    zip.file(1, "wallet/holes", META, holes.length);
    zip.file(2, "wallet/nothing", META, 0);
    await zip.write(0, 30_000, big.slice(30_000));
    await zip.write(1, 4000, holes.slice(4000, 4003));
    await zip.write(0, 0, big.slice(0, 12_345));
    await zip.write(0, 12_345, big.slice(12_345, 30_000));
    await zip.done();
    return memory.bytes();
  });
  inFolder((folder) => {
    const file = join(folder, "a.zip");
    writeFileSync(file, archive);
    execFileSync("python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; assert len(z.infolist()) == 6", file]);
    execFileSync("unzip", ["-q", file, "-d", folder], { env: { ...process.env, LC_ALL: "C.UTF-8" } });
    assert.deepEqual(new Uint8Array(readFileSync(join(folder, "wallet/größe.bin"))), big);
    assert.deepEqual(new Uint8Array(readFileSync(join(folder, "wallet/holes"))), holes);
    assert.equal(statSync(join(folder, "wallet/nothing")).size, 0);
    assert.ok(statSync(join(folder, "wallet/empty")).isDirectory());
    assert.equal(readlinkSync(join(folder, "wallet/to-it")), "größe.bin");
    assert.equal(statSync(join(folder, "wallet/größe.bin")).mode & 0o777, 0o640);
    assert.equal(statSync(join(folder, "wallet/größe.bin")).mtimeMs, META.mtimeMs);
  });
});

test("more members than 16 bits count are told in zip64", async () => {
  const archive = await withSource(async (load) => {
    const { ZipTarget } = await load("zip/write.ts");
    const { BlobSink } = await load("zip/sink.ts");
    const sink = new BlobSink();
    const zip = new ZipTarget(sink);
    for (let id = 0; id < 70_000; id += 1) zip.file(id, `f${id}`, META, 1);
    for (let id = 69_999; id >= 0; id -= 1) await zip.write(id, 0, Uint8Array.of(id & 255));
    await zip.done();
    return new Uint8Array(await sink.blob().arrayBuffer());
  });
  inFolder((folder) => {
    const file = join(folder, "many.zip");
    writeFileSync(file, archive);
    execFileSync("python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert len(z.infolist()) == 70000; assert z.read('f69999') == bytes([69999 & 255])", file]);
  });
});

test("a member beyond 4 GiB is told in zip64", async () => {
  const { headers, size } = await withSource(async (load) => {
    const { ZipTarget } = await load("zip/write.ts");
    const memory = new Memory();
    const zip = new ZipTarget(memory);
    const size = 2 ** 32 + 5;
    zip.file(0, "huge", META, size);
    zip.file(1, "behind", META, 3);
    await zip.write(1, 0, Uint8Array.of(7, 8, 9));
    await zip.done();
    return { headers: memory.pieces, size };
  });
  inFolder((folder) => {
    const file = join(folder, "huge.zip");
    // A sparse file: only the headers are really written.
    const script = "import sys, json, base64\nwith open(sys.argv[1], 'wb') as f:\n  for at, b in json.load(sys.stdin):\n    f.seek(at); f.write(base64.b64decode(b))\nimport zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.getinfo('huge').file_size == int(sys.argv[2])\nassert z.read('behind') == bytes([7, 8, 9])";
    const input = JSON.stringify(headers.map(([at, bytes]) => [at, Buffer.from(bytes).toString("base64")]));
    execFileSync("python3", ["-c", script, file, String(size)], { input });
  });
});

/** A folder as a browser gives it, on a disk that takes `A` and `a` for one, and that has neither `:` nor `.lnk` in a name. */
class Disk {
  children = new Map();

  async *keys() {
    for (const { name } of this.children.values()) yield name;
  }

  child(name, kind, make) {
    if (/[:?]|\.lnk$/.test(name)) throw new TypeError("Name is not allowed.");
    const key = name.normalize("NFC").toLowerCase();
    const there = this.children.get(key) ?? { name, kind, value: make() };
    if (there.kind !== kind) throw new DOMException("", "TypeMismatchError");
    this.children.set(key, there);
    return there.value;
  }

  async getDirectoryHandle(name) {
    return this.child(name, "folder", () => new Disk());
  }

  async getFileHandle(name) {
    const file = this.child(name, "file", () => ({ text: null }));
    const write = async (bytes) => void (file.text = new TextDecoder().decode(bytes));
    return { createWritable: async () => ({ write, close: async () => undefined }) };
  }

  /** Every file, by path. */
  all(above = "") {
    return Object.fromEntries([...this.children.values()].flatMap(({ name, kind, value }) =>
      kind === "file" ? [[above + name, value.text]] : Object.entries(value.all(`${above}${name}/`))));
  }
}

/** Takes these files out into the folder, each with its path as content. */
async function intoFolder(disk, paths) {
  await withSource(async (load) => {
    const { FolderTarget, freshIn } = await load("folder/write.ts");
    const target = new FolderTarget(await freshIn(disk));
    paths.forEach((path, id) => target.file(id, path, META, new TextEncoder().encode(path).length));
    for (const [id, path] of paths.entries()) await target.write(id, 0, new TextEncoder().encode(path));
    await target.done();
  });
}

test("what the owner has in a folder is never written over", async () => {
  const disk = new Disk();
  await intoFolder(disk, ["a.txt"]);
  for (const _ of [1, 2]) await intoFolder(disk, ["a.txt", "b.txt"]);
  assert.deepEqual(disk.all(), {
    "a.txt": "a.txt", "wallet/a.txt": "a.txt", "wallet/b.txt": "b.txt", "wallet 2/a.txt": "a.txt", "wallet 2/b.txt": "b.txt",
  });
});

test("two names that a disk takes for one become two files, and a name that the browser refuses keeps nothing back", async () => {
  const disk = new Disk();
  const paths = ["w/Key.pem", "w/key.pem", "W/KEY.PEM", "notes: a", "notes? a", "x/to.lnk", "\u00e9", "e\u0301"];
  await intoFolder(disk, paths);
  const all = disk.all();
  assert.deepEqual(Object.values(all).sort(), [...paths].sort());
  assert.deepEqual(Object.keys(all).filter((name) => name.startsWith("w/")), ["w/Key.pem", "w/key (2).pem", "w/KEY (3).PEM"]);
  assert.ok("_notes%3a a.renamed" in all && "x/_to.lnk.renamed" in all, Object.keys(all).join(", "));
});

test("the checksum of a whole follows from its parts", async () => {
  await withSource(async (load) => {
    const { crc32, joined, zeros } = await load("zip/crc.ts");
    const bytes = random(5000);
    const whole = crc32(bytes);
    for (const cut of [0, 1, 17, 2500, 4999, 5000]) {
      assert.equal(joined(crc32(bytes.slice(0, cut)), crc32(bytes.slice(cut)), 5000 - cut), whole);
    }
    assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
    assert.equal(zeros(12_345), crc32(new Uint8Array(12_345)));
    if (known) assert.equal(known(bytes), whole);
  });
});
