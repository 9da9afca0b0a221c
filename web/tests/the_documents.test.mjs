// What a passkey signs for staff must be to the byte what the bank's side encodes: the vectors of spec/.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { root } from "./kit/programs.mjs";
import { withSource } from "./kit/source.mjs";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const vector = async (name) => JSON.parse(await readFile(`${root}spec/vectors/wire/${name}.json`, "utf8"));

test("documents of staff are encoded as the vectors are", async () => {
  await withSource(async (load) => {
    const documents = await load("bank/documents.ts");
    const { idOf, idBytes } = await load("bank/id.ts");
    const { base32 } = await load("bank/bytes.ts");
    const id = (prefix, byte) => `${prefix}-${base32(new Uint8Array(16).fill(byte))}`;
    const good = await vector("staff_sign_in");
    const bytes = Buffer.from(good.bytes, "hex");
    const trustee = `bank-${base32(bytes.subarray(2, 18))}`;
    const by = { trustee, staff: "officer1", nonce: "AAAA".repeat(13), at: 1_763_000_000_000 };
    const [case_, locker, device] = [id("case", 0x18), id("locker", 0x11), null];
    const sessionKey = bytes.subarray(18 + 9 + 2, 18 + 9 + 2 + 33);
    const thaw = await vector("staff_order_thaw_guesses");
    const known = { case: case_, locker };
    const all = {
      staff_sign_in: documents.signIn(by, sessionKey),
      staff_order_reject: documents.order(by, { do: "reject", case: known.case, reason: "not the owner" }),
      staff_order_freeze: documents.order(by, { do: "freeze", locker }),
      staff_order_thaw: documents.order(by, { do: "thaw", locker, guessesFor: device }),
    };
    const at = thaw.bytes.indexOf("50", thaw.bytes.indexOf("8202") + 8 + 32);
    const named = `device-${base32(Buffer.from(thaw.bytes.slice(at + 2, at + 34), "hex"))}`;
    all.staff_order_thaw_guesses = documents.order(by, { do: "thaw", locker, guessesFor: named });
    all.staff_order_suspend = documents.order(by, { do: "suspend", locker, device: named });
    for (const [name, draft] of Object.entries(all)) {
      const { bytes, gives, label } = await vector(name);
      assert.equal(draft.label, label);
      assert.equal(hex(draft.bytes), bytes, name);
      assert.equal(hex(await documents.challengeOf(draft)), gives.digest, name);
    }
    assert.equal(await idOf("session", "session-id", sessionKey), await idOf("session", "session-id", sessionKey));
    assert.throws(() => idBytes("case", locker), /not an id of a case/);
  });
});

test("an approval is encoded as the vector is", async () => {
  await withSource(async (load) => {
    const documents = await load("bank/documents.ts");
    const { base32, base64url } = await load("bank/bytes.ts");
    const { document } = await vector("asserted");
    const bytes = Buffer.from(document, "hex");
    const trustee = `bank-${base32(bytes.subarray(2, 18))}`;
    const transcript = base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", Buffer.from("transcript"))));
    const by = { trustee, staff: "officer1", at: 1_763_000_000_000 };
    const what = {
      case: `case-${base32(new Uint8Array(16).fill(0x18))}`, transcript, code: "493817", evidence: "passport seen", faceToFace: true, lostSince: null, documents: [],
    };
    assert.equal(hex(documents.approval(by, what).bytes), document);
  });
});

test("what was looked at on each document is encoded as the vector is, in whatever order it was marked", async () => {
  await withSource(async (load) => {
    const { documentsValue } = await load("bank/checklist.ts");
    const { encode } = await load("bank/cbor.ts");
    const { gives } = await vector("approval_documents");
    const passport = ["machine-readable", "features", "expiry", "birth-date", "name", "photo"];
    const seen = [{ kind: "bank-records", checks: ["questions", "signature", "birth-date", "name"] }, { kind: "passport", checks: passport }];
    assert.ok(gives.message.endsWith(`f6${hex(encode(documentsValue(seen)))}`), "after a loss that is not known");
    assert.equal(documentsValue([]), null);
  });
});

test("base32, base64url and numbers of every length", async () => {
  await withSource(async (load) => {
    const { base32, fromBase32, base64url, fromBase64url } = await load("bank/bytes.ts");
    const { encode } = await load("bank/cbor.ts");
    for (let length = 0; length < 40; length += 1) {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      assert.deepEqual(fromBase32(base32(bytes)), bytes);
      assert.deepEqual(fromBase64url(base64url(bytes)), bytes);
      assert.equal(base64url(bytes), Buffer.from(bytes).toString("base64url"));
    }
    assert.equal(base32(new TextEncoder().encode("foobar")), "mzxw6ytboi", "RFC 4648, section 10");
    const pairs = [[0, "00"], [23, "17"], [24, "1818"], [255, "18ff"], [256, "190100"], [65_536, "1a00010000"], [4_294_967_296, "1b0000000100000000"], [1_000_000_000_000, "1b000000e8d4a51000"]];
    for (const [number, bytes] of pairs) assert.equal(hex(encode(number)), bytes);
    for (const bad of [-1, 0.5, 2 ** 53]) assert.throws(() => encode(bad), RangeError);
  });
});
