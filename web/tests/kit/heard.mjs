// What a screen reader is told: the browser's own accessibility tree.

/** The nodes that are told, each as `{ role, name, live, focused, text }`; `text` is all that stands below. */
export async function heard(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const property = (node, name) => node.properties?.find((each) => each.name === name)?.value.value;
  const own = (node) => (node.childIds?.length && node.role?.value !== "image" ? "" : (node.name?.value ?? ""));
  const text = (node) => [own(node), ...(node.childIds ?? []).map((id) => byId.get(id)).filter(Boolean).map(text)].filter(Boolean).join(" ");
  return nodes.filter((node) => !node.ignored).map((node) => ({
    role: node.role?.value, name: node.name?.value ?? "", live: property(node, "live") ?? "off", focused: property(node, "focused") === true,
    text: text(node).replace(/\s+/g, " "),
  }));
}

/** Waits until a region that speaks up by itself (status or alert) says this. */
export async function isSaid(page, words) {
  await waitFor(page, (nodes) => nodes.some((node) => node.live !== "off" && words.test(node.text)), `${words} is announced`);
}

/** Waits until there is something of this role with this name. */
export async function isNamed(page, role, name) {
  await waitFor(page, (nodes) => nodes.some((node) => node.role === role && name.test(node.name)), `there is a ${role} that is called ${name}`);
}

/** Waits until this heading has the focus: then it is read out. */
export async function isAtHeading(page, name) {
  await waitFor(page, (nodes) => nodes.some((node) => node.role === "heading" && node.focused && name.test(node.name)), `the focus is at the heading ${name}`);
}

async function waitFor(page, holds, what) {
  for (let tries = 0; tries < 60; tries += 1) {
    const nodes = await heard(page);
    if (holds(nodes)) return;
    if (tries === 59) throw new Error(`not heard: ${what}; there is ${JSON.stringify(nodes.filter((node) => node.live !== "off" || node.focused))}`);
    await page.waitForTimeout(200);
  }
}
