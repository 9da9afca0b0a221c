// `dlocker_look.js`, as `cargo xtask web` makes it.
import type { Recogniser } from "./owner";
export const recognise: Recogniser["recognise"];
export default function init(from: { module_or_path: string }): Promise<unknown>;
