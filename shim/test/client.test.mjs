// The page's side of the packaged transcripts; Python's tests play the daemon's.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Client, Jisr, JisrError } from "../dist/jisr.js";

const folder = new URL("../../protocol/", import.meta.url);
const json = async (path) => JSON.parse(await readFile(new URL(path, folder), "utf8"));
const dialogues = await json("transcripts/dialogues.json");

for (const row of dialogues) {
  test(`dialogue: ${row.name}`, async () => {
    const sent = [];
    const client = new Client((text) => sent.push(JSON.parse(text)));
    const notified = [];
    client.on("readers.changed", (params) => notified.push(params));
    const stages = [];
    const stop = new AbortController();
    const call = client.call(row.call.method, row.call.params, {
      onProgress: (stage) => stages.push(stage),
      signal: stop.signal,
    });
    const outcome = call.then(
      (result) => ({ result }),
      ({ reason, retryable, retriesLeft }) => ({
        error: { reason, retryable, ...(retriesLeft === undefined ? {} : { retriesLeft }) },
      }),
    );
    for (const [direction, message] of row.wire) {
      if (direction === "<--") client.receive(JSON.stringify(message));
      else {
        if (message.method === "$/cancelRequest") stop.abort();
        assert.deepEqual(sent.shift(), message);
      }
    }
    assert.deepEqual(await outcome, row.outcome);
    assert.deepEqual(stages, row.progress);
    assert.deepEqual(sent, []);
    const changes = row.wire.filter(([, message]) => message.method === "readers.changed");
    assert.equal(notified.length, changes.length);
  });
}

test("a call aborted before it began is not sent", async () => {
  const client = new Client(() => assert.fail("nothing may be sent"));
  const call = client.call("bridge.hello", {}, { signal: AbortSignal.abort() });
  await assert.rejects(call, { reason: "cancelled" });
});

test("answers that nobody waits for are ignored", () => {
  const client = new Client(() => undefined);
  client.receive('{"jsonrpc":"2.0","id":7,"result":{}}');
  client.receive('{"jsonrpc":"2.0","method":"unknown","params":{}}');
});

test("an error without a reason is an internal one", async () => {
  const client = new Client(() => undefined);
  const call = client.call("bridge.hello", {});
  client.receive('{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"?"}}');
  await assert.rejects(call, (error) => error instanceof JisrError && error.reason === "internal");
});

test("what waits is rejected when the connection is lost", async () => {
  const client = new Client(() => undefined);
  const call = client.call("bridge.hello", {});
  client.lost();
  await assert.rejects(call, { reason: "connection-lost", retryable: true });
});

test("a listener hears until it is ended", () => {
  const client = new Client(() => undefined);
  const heard = [];
  const end = client.on("readers.changed", (params) => heard.push(params));
  const change = '{"jsonrpc":"2.0","method":"readers.changed","params":{"readers":[]}}';
  client.receive(change);
  end();
  client.receive(change);
  assert.equal(heard.length, 1);
});

test("every reason and stage has a text in both languages", async () => {
  const contract = await json("openrpc.json");
  const reasons = Object.keys(contract.components.errors);
  const stages = contract.components.schemas.ProgressParams.properties.stage.enum;
  const own = ["connecting", "not-installed", "blocked-by-browser", "refused"];
  own.push("version-mismatch", "connection-lost");
  for (const language of ["ar", "en"]) {
    const jisr = new Jisr({ language });
    const fallback = jisr.text("no such reason");
    assert.ok(fallback.length > 10);
    for (const key of [...reasons, ...stages, ...own]) {
      const text = jisr.text(key);
      assert.ok(text.length > 5, key);
      if (key !== "internal") assert.notEqual(text, fallback, key);
      assert.equal(/[\u0600-\u06ff]/.test(text), language === "ar", key);
    }
  }
});

test("no type has a field for a PIN", async () => {
  const types = await readFile(new URL("../dist/types/generated/protocol.d.ts", import.meta.url), "utf8");
  assert.doesNotMatch(types, /^\s*(pin|puk)\??:/m);
});
