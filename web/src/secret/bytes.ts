// A secret on its way from an input field to the worker.

/** As bytes that can be overwritten. The field is emptied by who calls: a text of JavaScript cannot be. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text of bytes that have to be shown; the bytes are overwritten. */
export function shown(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  bytes.fill(0);
  return text;
}
