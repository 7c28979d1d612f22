export type * from "./generated/protocol.js";
import type { ProgressParams } from "./generated/protocol.js";
/** How far a call is, as `$/progress` tells it. */
export type Stage = ProgressParams["stage"];
