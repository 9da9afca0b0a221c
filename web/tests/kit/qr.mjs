// QR codes as they are seen: read from a picture of the screen by zbar, which knows nothing of this project, and shown to a camera.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const NOTHING_FOUND = 4;

/** What the code in this picture says; nothing if there is none. */
export async function readQr(picture) {
  const folder = await mkdtemp(join(tmpdir(), "dlocker-qr-"));
  try {
    await writeFile(join(folder, "code.png"), picture);
    const { stdout } = await run("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", join(folder, "code.png")]);
    return stdout.replace(/\n$/, "");
  } catch (failed) {
    if (failed.code === NOTHING_FOUND) return "";
    throw failed;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A picture of the code of this name. */
export function photo(phone, name) {
  return phone.page.getByRole("img", { name }).screenshot();
}

/** From now on the cameras of this browser show this picture: a film of one frame. */
export async function show(browser, picture, film) {
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
  await page.setContent(`<body style="margin:0;display:grid;place-items:center;height:480px;background:#fff"><img height="440" src="data:image/png;base64,${picture.toString("base64")}">`);
  await page.locator("img").evaluate((image) => image.decode());
  await writeFile(film, await page.screenshot({ type: "jpeg", quality: 95 }));
  await page.close();
}

/** Debian's Chromium reads no codes by itself: what its camera shows goes to zbar instead. Everything else of the way is the browser's and the page's. */
export async function giveDetector(phone) {
  await phone.context.exposeFunction("readWithZbar", (base64) => readQr(Buffer.from(base64, "base64")));
  await phone.context.addInitScript(() => {
    globalThis.BarcodeDetector = class {
      async detect(video) {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
        canvas.getContext("2d").drawImage(video, 0, 0);
        const rawValue = await globalThis.readWithZbar(canvas.toDataURL("image/png").split(",")[1]);
        return rawValue ? [{ rawValue }] : [];
      }
    };
  });
  await phone.page.reload();
}
