var __defProp = Object.defineProperty;
var __typeError = (msg) => {
  throw TypeError(msg);
};
var __defNormalProp = (obj, key, value) => key in obj ? __defProp(obj, key, { enumerable: true, configurable: true, writable: true, value }) : obj[key] = value;
var __publicField = (obj, key, value) => __defNormalProp(obj, typeof key !== "symbol" ? key + "" : key, value);
var __accessCheck = (obj, member, msg) => member.has(obj) || __typeError("Cannot " + msg);
var __privateGet = (obj, member, getter) => (__accessCheck(obj, member, "read from private field"), getter ? getter.call(obj) : member.get(obj));
var __privateAdd = (obj, member, value) => member.has(obj) ? __typeError("Cannot add the same private member more than once") : member instanceof WeakSet ? member.add(obj) : member.set(obj, value);
var __privateSet = (obj, member, value, setter) => (__accessCheck(obj, member, "write to private field"), setter ? setter.call(obj, value) : member.set(obj, value), value);
var __privateMethod = (obj, member, method) => (__accessCheck(obj, member, "access private method"), method);
var __privateWrapper = (obj, member, setter, getter) => ({
  set _(value) {
    __privateSet(obj, member, value, setter);
  },
  get _() {
    return __privateGet(obj, member, getter);
  }
});

// src/errors.ts
var JisrError = class extends Error {
  constructor(reason, retryable, retriesLeft, message = reason) {
    super(message);
    __publicField(this, "reason", reason);
    __publicField(this, "retryable", retryable);
    __publicField(this, "retriesLeft", retriesLeft);
    __publicField(this, "name", "JisrError");
  }
};

// src/client.ts
var _send, _pending, _listeners, _next, _Client_instances, notified_fn, write_fn;
var Client = class {
  constructor(send) {
    __privateAdd(this, _Client_instances);
    __privateAdd(this, _send);
    __privateAdd(this, _pending, /* @__PURE__ */ new Map());
    __privateAdd(this, _listeners, /* @__PURE__ */ new Map());
    __privateAdd(this, _next, 1);
    __privateSet(this, _send, send);
  }
  call(method, params, options = {}) {
    if (options.signal?.aborted) return Promise.reject(new JisrError("cancelled", true));
    const id = __privateWrapper(this, _next)._++;
    const { signal } = options;
    const cancel = () => __privateMethod(this, _Client_instances, write_fn).call(this, { method: "$/cancelRequest", params: { id } });
    return new Promise((resolve, reject) => {
      __privateGet(this, _pending).set(id, {
        resolve: (result) => resolve(result),
        reject,
        onProgress: options.onProgress
      });
      signal?.addEventListener("abort", cancel, { once: true });
      __privateMethod(this, _Client_instances, write_fn).call(this, { id, method, params });
    }).finally(() => signal?.removeEventListener("abort", cancel));
  }
  /** Calls `listener` for each notification `method`; answers what ends it. */
  on(method, listener) {
    const listeners = __privateGet(this, _listeners).get(method) ?? /* @__PURE__ */ new Set();
    __privateGet(this, _listeners).set(method, listeners.add(listener));
    return () => listeners.delete(listener);
  }
  receive(text) {
    const message = JSON.parse(text);
    if (typeof message["method"] === "string") {
      __privateMethod(this, _Client_instances, notified_fn).call(this, message["method"], message["params"]);
      return;
    }
    const id = message["id"];
    const pending = __privateGet(this, _pending).get(id);
    if (pending === void 0) return;
    __privateGet(this, _pending).delete(id);
    if ("error" in message) pending.reject(fromErrorObject(message["error"]));
    else pending.resolve(message["result"]);
  }
  /** The connection is gone: nothing that waits will be answered. */
  lost() {
    const waiting = [...__privateGet(this, _pending).values()];
    __privateGet(this, _pending).clear();
    for (const pending of waiting) pending.reject(new JisrError("connection-lost", true));
  }
};
_send = new WeakMap();
_pending = new WeakMap();
_listeners = new WeakMap();
_next = new WeakMap();
_Client_instances = new WeakSet();
notified_fn = function(method, params) {
  if (method === "$/progress") {
    const { id, stage } = params;
    __privateGet(this, _pending).get(id)?.onProgress?.(stage);
  }
  for (const listener of __privateGet(this, _listeners).get(method) ?? []) listener(params);
};
write_fn = function(message) {
  __privateGet(this, _send).call(this, JSON.stringify({ jsonrpc: "2.0", ...message }));
};
function fromErrorObject(error) {
  const { reason, retryable, retriesLeft } = error.data ?? {};
  return new JisrError(
    typeof reason === "string" ? reason : "internal",
    retryable === true,
    typeof retriesLeft === "number" ? retriesLeft : void 0,
    typeof error.message === "string" ? error.message : void 0
  );
}

// src/discovery.ts
var DEFAULT_PORTS = [25477, 25478, 25479, 25480];
var SUBPROTOCOLS = ["jisr.v1", "jisr"];
var VERSION_MISMATCH = 4001;
var TRY_MS = 1500;
var PERMISSIONS = ["loopback-network", "local-network-access"];
async function connect(ports) {
  const permission = await localPermission();
  if (permission === "denied") throw new JisrError("blocked-by-browser", true);
  const patience = permission === "prompt" ? void 0 : TRY_MS;
  const [first, ...others] = ports;
  try {
    if (first !== void 0) return await open(first, patience);
  } catch (error) {
    if (isFinal(error)) throw error;
  }
  try {
    return await firstOf(others.map((port) => () => open(port, TRY_MS)));
  } catch (error) {
    throw isFinal(error) ? error : await whyNot(ports);
  }
}
function isFinal(error) {
  return error instanceof JisrError && error.reason === "version-mismatch";
}
async function firstOf(tries) {
  const results = tries.map((attempt) => attempt());
  try {
    const winner = await Promise.any(results);
    for (const result of results) {
      result.then((socket) => socket !== winner && socket.close(), () => void 0);
    }
    return winner;
  } catch (failures) {
    const errors = failures instanceof AggregateError ? failures.errors : [];
    throw errors.find(isFinal) ?? new JisrError("not-installed", true);
  }
}
function open(port, patience) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, SUBPROTOCOLS);
    const timer = patience === void 0 ? void 0 : setTimeout(() => {
      socket.close();
      reject(new JisrError("not-installed", true));
    }, patience);
    socket.onopen = () => {
      clearTimeout(timer);
      if (socket.protocol === SUBPROTOCOLS[0]) resolve(socket);
    };
    socket.onclose = (event) => {
      clearTimeout(timer);
      const mismatch = event.code === VERSION_MISMATCH;
      reject(new JisrError(mismatch ? "version-mismatch" : "not-installed", !mismatch));
    };
  });
}
async function whyNot(ports) {
  if (await localPermission() === "denied") return new JisrError("blocked-by-browser", true);
  for (const port of ports.slice(0, 1)) {
    try {
      await fetch(`http://127.0.0.1:${port}/.well-known/jisr`, {
        mode: "no-cors",
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(TRY_MS)
      });
      return new JisrError("refused", false);
    } catch {
      continue;
    }
  }
  return new JisrError("not-installed", true);
}
async function localPermission() {
  for (const name of PERMISSIONS) {
    try {
      const status = await navigator.permissions.query({ name });
      return status.state;
    } catch {
      continue;
    }
  }
  return void 0;
}

// src/generated/texts.ts
var TEXTS = {
  "ar": {
    "reason.parse-error": "تلقّى جسر رسالة غير مفهومة من الموقع.",
    "reason.invalid-request": "تلقّى جسر طلبًا غير صحيح من الموقع.",
    "reason.method-not-found": "طلب الموقع ما لا يعرفه هذا الإصدار من جسر. حدِّث جسر ثم أعد المحاولة.",
    "reason.invalid-params": "طلب الموقع غير مكتمل أو غير صحيح. أبلغ الموقع بذلك.",
    "reason.internal": "حدث خطأ داخل جسر. أعد المحاولة، وإن تكرر فشغّل الأمر jisr doctor.",
    "reason.access-required": "يحتاج الموقع إلى إذنك أولًا.",
    "reason.access-denied": "لم تسمح لهذا الموقع بذلك.",
    "reason.user-cancelled": "أغلقت النافذة، ولم يُرسل شيء إلى الموقع.",
    "reason.cancelled": "ألغى الموقع الطلب.",
    "reason.busy": "هناك نافذة أخرى لجسر مفتوحة. أكملها أو أغلقها ثم أعد المحاولة.",
    "reason.timeout": "انتهى الوقت المتاح. أعد المحاولة من الموقع.",
    "reason.rate-limited": "طلب هذا الموقع مرات كثيرة. انتظر بضع دقائق.",
    "reason.shutting-down": "يجري إيقاف جسر. أعد المحاولة بعد تشغيله.",
    "reason.reader-unavailable": "خدمة البطاقات الذكية لا تعمل على هذا الحاسوب. شغّلها ثم أعد المحاولة.",
    "reason.card-removed": "أُخرجت البطاقة من القارئ قبل إتمام العملية. أدخلها وأعد المحاولة.",
    "reason.card-changed": "البطاقة في القارئ ليست البطاقة التي عُرضت عليك. لم يُوقَّع شيء.",
    "reason.card-mute": "البطاقة لا تستجيب. أخرجها ونظّف الشريحة وأدخلها من جديد.",
    "reason.card-unsupported": "هذه البطاقة غير معروفة لدى جسر. استخدم البطاقة الشخصية أو بطاقة الإقامة.",
    "reason.card-not-activated": "بطاقتك غير مفعّلة للتصديق الإلكتروني. راجع أحد مراكز الأحوال المدنية لتفعيلها.",
    "reason.card-failed": "لم تُتمّ البطاقة العملية. أخرجها وأدخلها وأعد المحاولة.",
    "reason.pin-wrong": "الرقم السري غير صحيح.",
    "reason.pin-blocked": "تم حظر البطاقة بعد محاولات خاطئة. لإعادة التفعيل استخدم رقم PUK أو راجع أحد مراكز الأحوال المدنية.",
    "reason.pin-last-try": "بقيت محاولة واحدة للرقم السري، ولا يسمح جسر لأي موقع باستخدامها حتى لا تُحظر بطاقتك.",
    "reason.key-unsuitable": "لا يوجد في هذه البطاقة مفتاح يصلح لهذا الغرض.",
    "reason.algorithm-unsupported": "لا تدعم بطاقتك خوارزمية التوقيع التي طلبها الموقع.",
    "reason.attributes-malformed": "البيانات التي أرسلها الموقع للتوقيع غير صحيحة.",
    "reason.certificate-not-found": "البطاقة في القارئ لا تحمل الشهادة التي طلبها الموقع.",
    "reason.prompt-unavailable": "لا توجد شاشة ولا طرفية لطلب الرقم السري. شغّل جسر من جلسة سطح المكتب.",
    "shim.not-installed": "لم يُعثر على جسر في هذا الحاسوب. ثبّته أو شغّله ثم أعد المحاولة.",
    "shim.blocked-by-browser": "يمنع المتصفح هذا الموقع من الوصول إلى جسر. اسمح بالوصول إلى الأجهزة المحلية في إعدادات الموقع ثم أعد المحاولة.",
    "shim.refused": "رفض جسر الاتصال من هذا الموقع.",
    "shim.version-mismatch": "إصدار جسر في هذا الحاسوب لا يناسب هذا الموقع. حدِّث جسر.",
    "shim.connection-lost": "انقطع الاتصال بجسر. أعد المحاولة.",
    "shim.waiting-reader": "صِل قارئ البطاقة بالحاسوب.",
    "shim.waiting-card": "أدخل البطاقة في القارئ.",
    "shim.card-mute": "البطاقة لا تستجيب. أخرجها وأدخلها من جديد.",
    "shim.card-not-activated": "هذه البطاقة غير مفعّلة. راجع أحد مراكز الأحوال المدنية.",
    "shim.choosing-card": "اختر البطاقة في نافذة جسر.",
    "shim.reading-card": "تُقرأ البطاقة…",
    "shim.waiting-user": "أدخل الرقم السري في نافذة جسر.",
    "shim.signing": "تعمل البطاقة… لا تُخرجها.",
    "shim.connecting": "يجري الاتصال بجسر…"
  },
  "en": {
    "reason.parse-error": "Jisr got a message from the site that it cannot read.",
    "reason.invalid-request": "Jisr got a malformed request from the site.",
    "reason.method-not-found": "The site asked for something this version of Jisr does not know. Update Jisr and try again.",
    "reason.invalid-params": "The site's request is incomplete or wrong. Please tell the site.",
    "reason.internal": "Something went wrong inside Jisr. Try again; if it happens again, run jisr doctor.",
    "reason.access-required": "The site needs your permission first.",
    "reason.access-denied": "You did not allow this site to do that.",
    "reason.user-cancelled": "You closed the window. Nothing was sent to the site.",
    "reason.cancelled": "The site cancelled the request.",
    "reason.busy": "Another Jisr window is open. Finish or close it, then try again.",
    "reason.timeout": "Time ran out. Start again from the site.",
    "reason.rate-limited": "This site asked too often. Wait a few minutes.",
    "reason.shutting-down": "Jisr is being stopped. Try again once it runs.",
    "reason.reader-unavailable": "The smart card service of this computer is not running. Start it and try again.",
    "reason.card-removed": "The card left the reader before the end. Insert it and try again.",
    "reason.card-changed": "The card in the reader is not the one you were shown. Nothing was signed.",
    "reason.card-mute": "The card does not answer. Take it out, wipe the chip and insert it again.",
    "reason.card-unsupported": "Jisr does not know this card. Use your ID card or resident card.",
    "reason.card-not-activated": "Your card is not activated for electronic authentication. Have it activated at a Civil Status centre.",
    "reason.card-failed": "The card did not complete the operation. Take it out, insert it and try again.",
    "reason.pin-wrong": "The PIN is wrong.",
    "reason.pin-blocked": "Your card is blocked after too many wrong tries. Unblock it with the PUK, or visit a Civil Status centre.",
    "reason.pin-last-try": "One try of your PIN is left. Jisr lets no site use it, so that your card is not blocked.",
    "reason.key-unsuitable": "This card has no key that may be used for this.",
    "reason.algorithm-unsupported": "Your card does not support the signature algorithm the site asked for.",
    "reason.attributes-malformed": "What the site sent to be signed is malformed.",
    "reason.certificate-not-found": "The card in the reader does not hold the certificate the site asked for.",
    "reason.prompt-unavailable": "There is neither a screen nor a terminal to ask for the PIN. Start Jisr in your desktop session.",
    "shim.not-installed": "Jisr was not found on this computer. Install or start it, then try again.",
    "shim.blocked-by-browser": "The browser keeps this site from reaching Jisr. Allow access to this device in the site's settings, then try again.",
    "shim.refused": "Jisr refused the connection from this site.",
    "shim.version-mismatch": "The Jisr on this computer does not fit this site. Update Jisr.",
    "shim.connection-lost": "The connection to Jisr was lost. Try again.",
    "shim.waiting-reader": "Connect your card reader.",
    "shim.waiting-card": "Insert your card into the reader.",
    "shim.card-mute": "The card does not answer. Take it out and insert it again.",
    "shim.card-not-activated": "This card is not activated. Visit a Civil Status centre.",
    "shim.choosing-card": "Choose a card in the Jisr window.",
    "shim.reading-card": "Reading the card…",
    "shim.waiting-user": "Enter your PIN in the Jisr window.",
    "shim.signing": "The card is working… leave it in the reader.",
    "shim.connecting": "Connecting to Jisr…"
  }
};

// src/index.ts
var _ports, _language, _client, _socket, _Jisr_instances, call_fn, connected_fn, connect_fn;
var Jisr = class {
  constructor(options = {}) {
    __privateAdd(this, _Jisr_instances);
    __privateAdd(this, _ports);
    __privateAdd(this, _language);
    __privateAdd(this, _client);
    __privateAdd(this, _socket);
    __privateSet(this, _ports, options.ports ?? DEFAULT_PORTS);
    __privateSet(this, _language, options.language ?? "ar");
  }
  /** A Web eID token over this page's origin and `nonce` (44 to 128 characters). */
  authenticate(nonce, options = {}) {
    return __privateMethod(this, _Jisr_instances, call_fn).call(this, "auth.authenticate", { nonce, language: __privateGet(this, _language) }, options);
  }
  /** Signs a digest with the card's signing key. */
  signDigest(params, options = {}) {
    return __privateMethod(this, _Jisr_instances, call_fn).call(this, "sign.digest", { language: __privateGet(this, _language), ...params }, options);
  }
  /** Signs the DER of CMS signed attributes, hashed by the daemon. */
  signAttributes(params, options = {}) {
    return __privateMethod(this, _Jisr_instances, call_fn).call(this, "sign.attributes", { language: __privateGet(this, _language), ...params }, options);
  }
  /** Asks the citizen for what has no PIN window: readers, certificates, PIN state. */
  async requestAccess(capabilities, options = {}) {
    await __privateMethod(this, _Jisr_instances, call_fn).call(this, "bridge.requestAccess", { capabilities }, options);
  }
  readers(options = {}) {
    return __privateMethod(this, _Jisr_instances, call_fn).call(this, "readers.list", {}, options);
  }
  certificates(params = {}, options = {}) {
    return __privateMethod(this, _Jisr_instances, call_fn).call(this, "certificates.list", params, options);
  }
  pinStatus(options = {}) {
    return __privateMethod(this, _Jisr_instances, call_fn).call(this, "pin.status", {}, options);
  }
  async verifyPin(options = {}) {
    await __privateMethod(this, _Jisr_instances, call_fn).call(this, "pin.verify", { language: __privateGet(this, _language) }, options);
  }
  /** Calls `listener` at every change of readers or cards; answers what ends it. */
  async onReadersChanged(listener) {
    const client = await __privateMethod(this, _Jisr_instances, connected_fn).call(this);
    const end = client.on("readers.changed", (params) => listener(params));
    try {
      await client.call("readers.subscribe", {});
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }
  /** What to tell the citizen about a reason or a stage, in this page's language. */
  text(reasonOrStage) {
    const texts = TEXTS[__privateGet(this, _language)];
    return texts[`shim.${reasonOrStage}`] ?? texts[`reason.${reasonOrStage}`] ?? texts["reason.internal"];
  }
  /** Ends the connection; what waits rejects with `connection-lost`. */
  close() {
    __privateGet(this, _socket)?.close();
  }
};
_ports = new WeakMap();
_language = new WeakMap();
_client = new WeakMap();
_socket = new WeakMap();
_Jisr_instances = new WeakSet();
call_fn = async function(method, params, options) {
  if (options.signal?.aborted) throw new JisrError("cancelled", true);
  if (__privateGet(this, _client) === void 0) options.onProgress?.("connecting");
  const client = await __privateMethod(this, _Jisr_instances, connected_fn).call(this);
  return client.call(method, params, options);
};
connected_fn = function() {
  __privateGet(this, _client) ?? __privateSet(this, _client, __privateMethod(this, _Jisr_instances, connect_fn).call(this).catch((error) => {
    __privateSet(this, _client, void 0);
    throw error;
  }));
  return __privateGet(this, _client);
};
connect_fn = async function() {
  const socket = await connect(__privateGet(this, _ports));
  const client = new Client((text) => socket.send(text));
  socket.onmessage = (event) => client.receive(String(event.data));
  socket.onclose = () => {
    __privateSet(this, _client, void 0);
    __privateSet(this, _socket, void 0);
    client.lost();
  };
  __privateSet(this, _socket, socket);
  return client;
};
export {
  Client,
  DEFAULT_PORTS,
  Jisr,
  JisrError
};
