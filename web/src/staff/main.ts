// The staff console begins here: first the one-time code is taken out of the address, or the way back from the identity provider, then comes everything else.
import "../look/all.css";
import { mount, unmount } from "svelte";
import Refused from "./screens/Refused.svelte";
import { missing, type Missing } from "./start/features";
import { takeBack, takeCode } from "./start/link";

const target = document.getElementById("app") as HTMLElement;
const code = takeCode();
const back = takeBack();

async function begin(): Promise<void> {
  const lack = missing();
  target.replaceChildren();
  if (lack) return refuse(lack);
  const { default: App } = await import("./App.svelte");
  mount(App, { target, props: { code, back } });
}

function refuse(why: Missing | "broken"): void {
  const screen = mount(Refused, { target, props: { why, again: () => (void unmount(screen), void begin()) } });
}

begin().catch(() => refuse("broken"));
