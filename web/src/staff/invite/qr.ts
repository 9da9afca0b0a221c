// Draws QR codes with the small WebAssembly of bindings/qr, which is loaded when the first one is needed.
import address from "dlocker-qr/dlocker_qr.wasm?url";
import { utf8 } from "../../bank/bytes";

interface Drawing {
  memory: WebAssembly.Memory;
  dlocker_qr_text(): number;
  dlocker_qr_cells(): number;
  /** Gives the number of cells; 0 for a text that is too long. */
  dlocker_qr_draw(length: number): number;
}

let loading: Promise<Drawing> | null = null;

async function load(): Promise<Drawing> {
  const answer = await fetch(new URL(address, import.meta.url), { credentials: "omit" });
  const { instance } = await WebAssembly.instantiate(await answer.arrayBuffer(), {});
  return instance.exports as unknown as Drawing;
}

/** Rows of "1" and "0". */
export async function drawQr(text: string): Promise<string[]> {
  const drawing = await (loading ??= load());
  const bytes = utf8(text);
  new Uint8Array(drawing.memory.buffer).set(bytes.slice(0, 512), drawing.dlocker_qr_text());
  const count = drawing.dlocker_qr_draw(bytes.length);
  const cells = new Uint8Array(drawing.memory.buffer, drawing.dlocker_qr_cells(), count);
  const side = Math.sqrt(count);
  return Array.from({ length: side }, (_, row) => cells.slice(row * side, (row + 1) * side).join(""));
}
