import type { Reason as DaemonReason } from "./generated/protocol.js";
/** Reasons that the page finds out by itself, before the daemon can say anything. */
export type ConnectReason = "not-installed" | "blocked-by-browser" | "refused" | "version-mismatch" | "connection-lost";
export type Reason = DaemonReason | ConnectReason;
/** Every rejection of this library. Decide by `reason`, never by `message`. */
export declare class JisrError extends Error {
    readonly reason: Reason;
    readonly retryable: boolean;
    readonly retriesLeft?: number | undefined;
    readonly name = "JisrError";
    constructor(reason: Reason, retryable: boolean, retriesLeft?: number | undefined, message?: string);
}
