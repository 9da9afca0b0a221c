// The worker: runs the owner's side in WebAssembly, so that neither long work nor a secret is ever in the page itself.
import type { Ask, Told } from "./calls";
import { moved } from "./calls";
import { answer } from "./answer";
import { silentElsewhere } from "./platform";

const post = (told: Told) => self.postMessage(told, { transfer: moved("value" in told ? told.value : null) });

/** A failure of the WebAssembly is `{ error }`; anything else is put in the same form. */
function failure(thrown: unknown): unknown {
  if (typeof thrown === "object" && thrown !== null && "error" in thrown) return { ...(thrown.error as object), elsewhere: silentElsewhere() };
  const code = thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "unexpected";
  return { code, message: thrown instanceof Error ? thrown.message : String(thrown), exit: 1 };
}

self.onmessage = async ({ data }: MessageEvent<Ask>) => {
  try {
    const value = await answer(data.verb, data.args, (progress) => post({ progress }));
    post({ id: data.id, value });
  } catch (thrown) {
    post({ id: data.id, failure: failure(thrown) });
  }
};
