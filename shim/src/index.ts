/**
 * Use the citizen's ID card from a web page.
 *
 *     const jisr = new Jisr({ language: "ar" });
 *     const token = await jisr.authenticate(nonce, { onProgress, signal });
 *
 * The PIN is asked for by a window of the Jisr program; no page ever has it.
 */
import { Client } from "./client.js";
import { connect, DEFAULT_PORTS } from "./discovery.js";
import { JisrError } from "./errors.js";
import { TEXTS } from "./generated/texts.js";
import type {
  AuthToken,
  CertificatesParams,
  CertificatesResult,
  Methods,
  PinStatusResult,
  ReadersResult,
  RequestAccessParams,
  SignAttributesParams,
  SignDigestParams,
  SignResult,
  Stage,
} from "./protocol.js";

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

export class Jisr {
  readonly #ports: readonly number[];
  readonly #language: Language;
  #client: Promise<Client> | undefined;
  #socket: WebSocket | undefined;

  constructor(options: JisrOptions = {}) {
    this.#ports = options.ports ?? DEFAULT_PORTS;
    this.#language = options.language ?? "ar";
  }

  /** A Web eID token over this page's origin and `nonce` (44 to 128 characters). */
  authenticate(nonce: string, options: CallOptions = {}): Promise<AuthToken> {
    return this.#call("auth.authenticate", { nonce, language: this.#language }, options);
  }

  /** Signs a digest with the card's signing key. */
  signDigest(params: SignDigestParams, options: CallOptions = {}): Promise<SignResult> {
    return this.#call("sign.digest", { language: this.#language, ...params }, options);
  }

  /** Signs the DER of CMS signed attributes, hashed by the daemon. */
  signAttributes(params: SignAttributesParams, options: CallOptions = {}): Promise<SignResult> {
    return this.#call("sign.attributes", { language: this.#language, ...params }, options);
  }

  /** Asks the citizen for what has no PIN window: readers, certificates, PIN state. */
  async requestAccess(
    capabilities: RequestAccessParams["capabilities"],
    options: CallOptions = {},
  ): Promise<void> {
    await this.#call("bridge.requestAccess", { capabilities }, options);
  }

  readers(options: CallOptions = {}): Promise<ReadersResult> {
    return this.#call("readers.list", {}, options);
  }

  certificates(
    params: CertificatesParams = {},
    options: CallOptions = {},
  ): Promise<CertificatesResult> {
    return this.#call("certificates.list", params, options);
  }

  pinStatus(options: CallOptions = {}): Promise<PinStatusResult> {
    return this.#call("pin.status", {}, options);
  }

  async verifyPin(options: CallOptions = {}): Promise<void> {
    await this.#call("pin.verify", { language: this.#language }, options);
  }

  /** Calls `listener` at every change of readers or cards; answers what ends it. */
  async onReadersChanged(listener: (readers: ReadersResult) => void): Promise<() => void> {
    const client = await this.#connected();
    const end = client.on("readers.changed", (params) => listener(params as ReadersResult));
    try {
      await client.call("readers.subscribe", {});
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }

  /** What to tell the citizen about a reason or a stage, in this page's language. */
  text(reasonOrStage: string): string {
    const texts: Record<string, string> = TEXTS[this.#language];
    return (
      texts[`shim.${reasonOrStage}`] ?? texts[`reason.${reasonOrStage}`] ?? texts["reason.internal"]!
    );
  }

  /** Ends the connection; what waits rejects with `connection-lost`. */
  close(): void {
    this.#socket?.close();
  }

  async #call<M extends keyof Methods>(
    method: M,
    params: Methods[M]["params"],
    options: CallOptions,
  ): Promise<Methods[M]["result"]> {
    if (options.signal?.aborted) throw new JisrError("cancelled", true);
    if (this.#client === undefined) options.onProgress?.("connecting");
    const client = await this.#connected();
    return client.call(method, params, options);
  }

  #connected(): Promise<Client> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #connect(): Promise<Client> {
    const socket = await connect(this.#ports);
    const client = new Client((text) => socket.send(text));
    socket.onmessage = (event) => client.receive(String(event.data));
    socket.onclose = () => {
      this.#client = undefined;
      this.#socket = undefined;
      client.lost();
    };
    this.#socket = socket;
    return client;
  }
}
