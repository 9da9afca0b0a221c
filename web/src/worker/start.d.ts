// `dlocker_start.js`, as `cargo xtask web` makes it: of `owner.d.ts` what an owner begins with.
import type { Owner as Whole, Platform } from "./owner";
export { passkeySalt, version } from "./owner";
export type Owner = Pick<
  Whole,
  "free" | "onProgress" | "stop" | "locked" | "lock" | "kept" | "enrol" | "join" | "recover" | "recovery"
>;
export function open(platform: Platform): Promise<Owner>;
export default function init(from: { module_or_path: string }): Promise<unknown>;
