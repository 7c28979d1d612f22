import type { Methods, Stage } from "./protocol.js";
/** JSON-RPC without a socket: texts out through `send`, texts in through `receive`. */
export declare class Client {
    #private;
    constructor(send: (text: string) => void);
    call<M extends keyof Methods>(method: M, params: Methods[M]["params"], options?: {
        onProgress?: (stage: Stage) => void;
        signal?: AbortSignal;
    }): Promise<Methods[M]["result"]>;
    /** Calls `listener` for each notification `method`; answers what ends it. */
    on(method: string, listener: (params: unknown) => void): () => void;
    receive(text: string): void;
    /** The connection is gone: nothing that waits will be answered. */
    lost(): void;
}
