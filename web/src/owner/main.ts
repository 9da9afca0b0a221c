// The owner's page begins here: first whether this browser can do it at all, then everything else.
import "../look/all.css";
import { mount, unmount } from "svelte";
import { missing, type Missing } from "../start/features";
import Refused from "./screens/Refused.svelte";

const target = document.getElementById("app") as HTMLElement;

async function begin(): Promise<void> {
  const lack = await missing();
  target.replaceChildren();
  if (lack) return refuse(lack);
  const { default: App } = await import("./App.svelte");
  mount(App, { target });
}

function refuse(why: Missing | "broken"): void {
  const screen = mount(Refused, { target, props: { why, again: () => (void unmount(screen), void begin()) } });
}

begin().catch(() => refuse("broken"));
