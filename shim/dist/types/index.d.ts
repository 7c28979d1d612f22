import { TEXTS } from "./generated/texts.js";
import type { AuthToken, CertificatesParams, CertificatesResult, PinStatusResult, ReadersResult, RequestAccessParams, SignAttributesParams, SignDigestParams, SignResult, Stage } from "./protocol.js";
export { Client } from "./client.js";
export { DEFAULT_PORTS } from "./discovery.js";
export { JisrError, type ConnectReason, type Reason } from "./errors.js";
export type * from "./protocol.js";
export type Language = keyof typeof TEXTS;
export interface JisrOptions {
    /** Ports of the daemon, the likeliest first. */
    ports?: readonly number[];
    /** Of the daemon's windows and of `text`. Arabic when absent. */
    language?: Language;
}
export interface CallOptions {
    /** Told each time the daemon waits for something else. */
    onProgress?: (stage: Stage | "connecting") => void;
    /** Aborting closes the window; the call rejects with reason `cancelled`. */
    signal?: AbortSignal;
}
export declare class Jisr {
    #private;
    constructor(options?: JisrOptions);
    /** A Web eID token over this page's origin and `nonce` (44 to 128 characters). */
    authenticate(nonce: string, options?: CallOptions): Promise<AuthToken>;
    /** Signs a digest with the card's signing key. */
    signDigest(params: SignDigestParams, options?: CallOptions): Promise<SignResult>;
    /** Signs the DER of CMS signed attributes, hashed by the daemon. */
    signAttributes(params: SignAttributesParams, options?: CallOptions): Promise<SignResult>;
    /** Asks the citizen for what has no PIN window: readers, certificates, PIN state. */
    requestAccess(capabilities: RequestAccessParams["capabilities"], options?: CallOptions): Promise<void>;
    readers(options?: CallOptions): Promise<ReadersResult>;
    certificates(params?: CertificatesParams, options?: CallOptions): Promise<CertificatesResult>;
    pinStatus(options?: CallOptions): Promise<PinStatusResult>;
    verifyPin(options?: CallOptions): Promise<void>;
    /** Calls `listener` at every change of readers or cards; answers what ends it. */
    onReadersChanged(listener: (readers: ReadersResult) => void): Promise<() => void>;
    /** What to tell the citizen about a reason or a stage, in this page's language. */
    text(reasonOrStage: string): string;
    /** Ends the connection; what waits rejects with `connection-lost`. */
    close(): void;
}
