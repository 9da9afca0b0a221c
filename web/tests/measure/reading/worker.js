// What tests/measure/reading.mjs measures.
let folder;
const handles = [];
const files = [];

async function atOnce(list, most, run) {
  let next = 0;
  const one = async () => {
    while (next < list.length) await run(list[next++]);
  };
  await Promise.all(Array.from({ length: most }, one));
}

async function list(below) {
  const inner = [];
  for await (const child of below.values()) {
    if (child.kind === "file") handles.push(child);
    else inner.push(list(child));
  }
  await Promise.all(inner);
}

function groups() {
  return Array.from({ length: Math.ceil(files.length / 64) }, (_, at) => files.slice(at * 64, at * 64 + 64));
}

const steps = {
  list: () => list(folder),
  files: () => atOnce(handles, 128, async (handle) => files.push(await handle.getFile())),
  alone: () => atOnce(files, 64, (file) => file.arrayBuffer()),
  make: () => groups().forEach((group) => new Blob(group)),
  together: () => atOnce(groups(), 16, (group) => new Blob(group).arrayBuffer()),
};

onmessage = async ({ data }) => {
  if (data.folder) folder = data.folder;
  else await steps[data.name]();
  postMessage(true);
};
