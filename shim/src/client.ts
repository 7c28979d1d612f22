import { JisrError, type Reason } from "./errors.js";
import type { Methods, Stage } from "./protocol.js";

interface Pending {
  resolve(result: unknown): void;
  reject(error: JisrError): void;
  onProgress: ((stage: Stage) => void) | undefined;
}

interface ErrorObject {
  message?: unknown;
  data?: { reason?: unknown; retryable?: unknown; retriesLeft?: unknown };
}

/** JSON-RPC without a socket: texts out through `send`, texts in through `receive`. */
export class Client {
  readonly #send: (text: string) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<(params: unknown) => void>>();
  #next = 1;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  call<M extends keyof Methods>(
    method: M,
    params: Methods[M]["params"],
    options: { onProgress?: (stage: Stage) => void; signal?: AbortSignal } = {},
  ): Promise<Methods[M]["result"]> {
    if (options.signal?.aborted) return Promise.reject(new JisrError("cancelled", true));
    const id = this.#next++;
    const { signal } = options;
    const cancel = () => this.#write({ method: "$/cancelRequest", params: { id } });
    return new Promise<Methods[M]["result"]>((resolve, reject) => {
      this.#pending.set(id, {
        resolve: (result) => resolve(result as Methods[M]["result"]),
        reject,
        onProgress: options.onProgress,
      });
      signal?.addEventListener("abort", cancel, { once: true });
      this.#write({ id, method, params });
    }).finally(() => signal?.removeEventListener("abort", cancel));
  }

  /** Calls `listener` for each notification `method`; answers what ends it. */
  on(method: string, listener: (params: unknown) => void): () => void {
    const listeners = this.#listeners.get(method) ?? new Set();
    this.#listeners.set(method, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  receive(text: string): void {
    const message = JSON.parse(text) as Record<string, unknown>;
    if (typeof message["method"] === "string") {
      this.#notified(message["method"], message["params"]);
      return;
    }
    const id = message["id"] as number;
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    if ("error" in message) pending.reject(fromErrorObject(message["error"] as ErrorObject));
    else pending.resolve(message["result"]);
  }

  /** The connection is gone: nothing that waits will be answered. */
  lost(): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of waiting) pending.reject(new JisrError("connection-lost", true));
  }

  #notified(method: string, params: unknown): void {
    if (method === "$/progress") {
      const { id, stage } = params as { id: number; stage: Stage };
      this.#pending.get(id)?.onProgress?.(stage);
    }
    for (const listener of this.#listeners.get(method) ?? []) listener(params);
  }

  #write(message: object): void {
    this.#send(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }
}

function fromErrorObject(error: ErrorObject): JisrError {
  const { reason, retryable, retriesLeft } = error.data ?? {};
  return new JisrError(
    (typeof reason === "string" ? reason : "internal") as Reason,
    retryable === true,
    typeof retriesLeft === "number" ? retriesLeft : undefined,
    typeof error.message === "string" ? error.message : undefined,
  );
}
