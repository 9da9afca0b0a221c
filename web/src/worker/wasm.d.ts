// `dlocker.js`, as `cargo xtask web` makes it: what `owner.d.ts` says, and the function that loads the WebAssembly.
export * from "./owner";
export default function init(from: { module_or_path: string }): Promise<unknown>;
