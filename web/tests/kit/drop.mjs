// Drops a file or folder of this machine on the page, as a hand would.

export async function drop(phone, path) {
  const zone = await phone.page.getByRole("main").getByRole("group", { name: "Put in" }).boundingBox();
  const session = await phone.context.newCDPSession(phone.page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: zone.x + zone.width / 2, y: zone.y + 10, data });
  }
  await session.detach();
}
