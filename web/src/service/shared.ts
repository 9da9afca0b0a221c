// Files that were shared to the app from elsewhere on the phone. They wait in a cache until the owner says whether to put them in.

const SHARED = "dlocker-shared";

/** Runs in the service worker: keeps the files, and leads on to the page. */
export async function keepShared(request: Request): Promise<Response> {
  const form = await request.formData();
  const files = form.getAll("files").filter((entry): entry is File => entry instanceof File);
  const cache = await caches.open(SHARED);
  await Promise.all(files.map((file, index) => cache.put(address(index, file), new Response(file))));
  return Response.redirect("./#shared", 303);
}

function address(index: number, file: File): string {
  return `./shared/${Date.now()}-${index}/${encodeURIComponent(file.name || "file")}?${file.lastModified}`;
}

/** Runs in the page: what waits. */
export async function takeShared(): Promise<File[]> {
  if (!("caches" in globalThis)) return [];
  const cache = await caches.open(SHARED);
  const found = await cache.keys();
  return Promise.all(
    found.map(async (request) => {
      const url = new URL(request.url);
      const name = decodeURIComponent(url.pathname.split("/").at(-1) ?? "file");
      const blob = await (await cache.match(request))?.blob();
      return new File(blob ? [blob] : [], name, { lastModified: Number(url.search.slice(1)) || Date.now() });
    }),
  );
}

/** Runs in the page: they were put in, or are not wanted. */
export async function dropShared(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(SHARED);
}
