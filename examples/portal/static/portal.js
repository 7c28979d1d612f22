// The page's side of login and signature. Copy it; it needs nothing but jisr.js.
import { Jisr, JisrError } from "/static/jisr.js";

const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;
const byId = (id) => document.getElementById(id);
const jisr = new Jisr({
  language: document.documentElement.lang,
  ports: meta("jisr-ports").split(",").map(Number),
});

async function post(path, body = {}) {
  const response = await fetch(path, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRF-Token": meta("csrf-token"),
      "Accept-Language": document.documentElement.lang, // should the session have ended
    },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.message), { reason: answer.reason });
  return answer;
}

/** The shim has words for its errors; the portal's refusals bring theirs; else there is no network. */
const wordsFor = (error, unreachable) =>
  error instanceof JisrError ? jisr.text(error.reason) : error.reason ? error.message : unreachable;

/** Runs `job` with the status line and the cancel button. */
async function withCard(button, job) {
  const status = byId("status");
  const stop = new AbortController();
  const say = (text, stage, failed = false) => {
    status.hidden = false;
    status.classList.toggle("failed", failed);
    status.dataset.stage = stage;
    byId("status-text").textContent = text;
    byId("cancel").hidden = failed;
  };
  const cancel = () => stop.abort();
  delete status.dataset.reason;
  delete status.dataset.retriesLeft;
  button.disabled = true;
  byId("cancel").addEventListener("click", cancel);
  try {
    await job({ signal: stop.signal, onProgress: (stage) => say(jisr.text(stage), stage) });
    status.hidden = true;
  } catch (error) {
    say(wordsFor(error, status.dataset.unreachable), "failed", true);
    status.dataset.reason = error.reason ?? "internal";
    if (error.retriesLeft !== undefined) status.dataset.retriesLeft = error.retriesLeft;
  } finally {
    byId("cancel").removeEventListener("click", cancel);
    button.disabled = false;
  }
}

byId("login")?.addEventListener("click", ({ target }) =>
  withCard(target, async (options) => {
    const attempt = crypto.randomUUID(); // two tabs do not take each other's challenge
    const { nonce } = await post("/api/challenge", { attempt });
    const token = await jisr.authenticate(nonce, options);
    await post("/api/login", { attempt, token });
    location.reload();
  }),
);

byId("sign")?.addEventListener("click", ({ target }) =>
  withCard(target, async (options) => {
    byId("signed").hidden = true;
    const { digest, hash, documentName, fingerprint } = await post("/api/sign/prepare");
    byId("fingerprint").textContent = fingerprint.match(/.{4}/g).join(" ");
    const { signature, certificate } = await jisr.signDigest({ digest, hash, documentName }, options);
    const { signer } = await post("/api/sign/finish", { signature, certificate });
    byId("signer").textContent = signer;
    byId("signed").hidden = false;
  }),
);

byId("logout")?.addEventListener("click", async () => {
  await post("/api/logout").catch(() => {}); // a session that has ended is logged out already
  location.reload();
});
