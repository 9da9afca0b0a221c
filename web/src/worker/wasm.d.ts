// `dlocker.js`, as `cargo xtask web` makes it: what `owner.d.ts` says, and the function that loads the WebAssembly beside it.
export * from "./owner";
export default function init(): Promise<unknown>;
