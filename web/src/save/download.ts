// Hands a file to the browser's own downloads.

/** The address is let go after a while: a download that has begun has its own hold on the content. */
const KEPT = 60_000;

export function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
}
