// Made by `npm run generate` from the contract; do not edit.

export interface Contract {}
/**
 * A Web eID authentication token, ``web-eid:1.0``.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AuthToken".
 */
export interface AuthToken {
  unverifiedCertificate: string;
  algorithm: "RS256" | "ES256" | "ES384" | "ES512";
  signature: string;
  format: "web-eid:1.0";
  appVersion: string;
}
/**
 * ``nonce``: the relying party's challenge, 44 to 128 characters.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AuthenticateParams".
 */
export interface AuthenticateParams {
  nonce: string;
  language?: ("ar" | "en") | null;
}
/**
 * The id of the call that is no longer wanted.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CancelParams".
 */
export interface CancelParams {
  id: string | number;
}
/**
 * A certificate (DER in base64) and the reader its card is in.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Certificate".
 */
export interface Certificate {
  certificate: string;
  role: "authentication" | "signing" | "other";
  reader: string;
  supportedSignatureAlgorithms: SignatureAlgorithm[];
}
/**
 * As Web eID names them.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SignatureAlgorithm".
 */
export interface SignatureAlgorithm {
  cryptoAlgorithm: "RSA" | "ECC";
  hashFunction: "SHA-256" | "SHA-384" | "SHA-512";
  paddingScheme: "PKCS1.5" | "NONE";
}
/**
 * ``role`` keeps only certificates of that role.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CertificatesParams".
 */
export interface CertificatesParams {
  role?: ("authentication" | "signing" | "other") | null;
}
/**
 * Certificates of all cards that are in readers now.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CertificatesResult".
 */
export interface CertificatesResult {
  certificates: Certificate[];
}
/**
 * Who calls, for nobody's log: a page may name its library.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HelloParams".
 */
export interface HelloParams {
  client?: string | null;
}
/**
 * The same for every site, with or without reader, card or grant.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HelloResult".
 */
export interface HelloResult {
  apiLevel?: number;
  features?: string[];
  limits?: Limits;
}
/**
 * What a page has to keep within. Sizes in bytes.
 */
export interface Limits {
  messageSize?: number;
  batch?: number;
  inFlight?: number;
}
/**
 * What a page has to keep within. Sizes in bytes.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Limits".
 */
export interface Limits1 {
  messageSize?: number;
  batch?: number;
  inFlight?: number;
}
/**
 * No parameters.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "NoParams".
 */
export interface NoParams {}
/**
 * ``triesLeft`` is null where the card does not say.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PinStatusResult".
 */
export interface PinStatusResult {
  triesLeft: number | null;
  blocked: boolean;
}
/**
 * The language of the window; the PIN itself is never a parameter.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PinVerifyParams".
 */
export interface PinVerifyParams {
  language?: ("ar" | "en") | null;
}
/**
 * The PIN was right; the card has forgotten it again.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PinVerifyResult".
 */
export interface PinVerifyResult {
  verified?: true;
}
/**
 * How far the call ``id`` is.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ProgressParams".
 */
export interface ProgressParams {
  id: string | number | null;
  stage:
    | "waiting-reader"
    | "waiting-card"
    | "card-mute"
    | "card-not-activated"
    | "choosing-card"
    | "reading-card"
    | "waiting-user"
    | "signing";
}
/**
 * One reader. ``id`` lasts as long as the daemon and names no hardware.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Reader".
 */
export interface Reader {
  id: string;
  name: string;
  state: "empty" | "present" | "mute";
}
/**
 * All readers.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReadersResult".
 */
export interface ReadersResult {
  readers: Reader[];
}
/**
 * Capabilities to ask the citizen for, in one window.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RequestAccessParams".
 */
export interface RequestAccessParams {
  /**
   * @minItems 1
   * @maxItems 3
   */
  capabilities:
    | ["readers" | "certificates" | "pin"]
    | ["readers" | "certificates" | "pin", "readers" | "certificates" | "pin"]
    | ["readers" | "certificates" | "pin", "readers" | "certificates" | "pin", "readers" | "certificates" | "pin"];
}
/**
 * What may be used now.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RequestAccessResult".
 */
export interface RequestAccessResult {
  granted: ("readers" | "certificates" | "pin")[];
}
/**
 * Sign the DER (base64) of CMS signed attributes (RFC 5652 §5.4).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SignAttributesParams".
 */
export interface SignAttributesParams {
  attributes: string;
  hash: "SHA-256" | "SHA-384" | "SHA-512";
  documentName?: string | null;
  documentCount?: number;
  language?: ("ar" | "en") | null;
  certificate?: string | null;
}
/**
 * Sign a digest (base64) of one document. The name is shown as the site's claim.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SignDigestParams".
 */
export interface SignDigestParams {
  digest: string;
  hash: "SHA-256" | "SHA-384" | "SHA-512";
  documentName?: string | null;
  documentCount?: number;
  language?: ("ar" | "en") | null;
  certificate?: string | null;
}
/**
 * Signature and certificate in base64; ECDSA is raw r‖s.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SignResult".
 */
export interface SignResult {
  signature: string;
  signatureAlgorithm: SignatureAlgorithm;
  certificate: string;
}
/**
 * From now on readers.changed is sent.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SubscribeResult".
 */
export interface SubscribeResult {
  subscribed?: true;
}

export interface Methods {
  "rpc.discover": { params: NoParams; result: Record<string, unknown> };
  "bridge.hello": { params: HelloParams; result: HelloResult };
  "bridge.requestAccess": { params: RequestAccessParams; result: RequestAccessResult };
  "readers.list": { params: NoParams; result: ReadersResult };
  "readers.subscribe": { params: NoParams; result: SubscribeResult };
  "certificates.list": { params: CertificatesParams; result: CertificatesResult };
  "pin.status": { params: NoParams; result: PinStatusResult };
  "pin.verify": { params: PinVerifyParams; result: PinVerifyResult };
  "auth.authenticate": { params: AuthenticateParams; result: AuthToken };
  "sign.digest": { params: SignDigestParams; result: SignResult };
  "sign.attributes": { params: SignAttributesParams; result: SignResult };
}

export type Reason =
  | "parse-error"
  | "invalid-request"
  | "method-not-found"
  | "invalid-params"
  | "internal"
  | "access-required"
  | "access-denied"
  | "user-cancelled"
  | "cancelled"
  | "busy"
  | "timeout"
  | "rate-limited"
  | "shutting-down"
  | "reader-unavailable"
  | "card-removed"
  | "card-changed"
  | "card-mute"
  | "card-unsupported"
  | "card-not-activated"
  | "card-failed"
  | "pin-wrong"
  | "pin-blocked"
  | "pin-last-try"
  | "key-unsuitable"
  | "algorithm-unsupported"
  | "attributes-malformed"
  | "certificate-not-found"
  | "prompt-unavailable";
