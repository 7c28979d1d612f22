// Finding the daemon: real local servers, a WebSocket as browsers have it.
import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { afterEach, test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { DEFAULT_PORTS, Jisr } from "../dist/jisr.js";

const attempts = [];
globalThis.WebSocket = class extends WebSocket {
  constructor(url, protocols) {
    attempts.push(Number(new URL(url).port));
    super(url, protocols);
    this.on("error", () => undefined); // browsers tell the page by close alone
  }
};
let permission;
const permissions = { query: async () => ({ state: permission }) };
Object.defineProperty(globalThis, "navigator", { value: { permissions }, configurable: true });

const open = [];
afterEach(async () => {
  permission = undefined;
  attempts.length = 0;
  for (const close of open.splice(0)) await close();
});

/** A daemon that says hello; `protocols` are those it knows. */
async function daemon({ port = 0, known = "jisr.v1" } = {}) {
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port,
    handleProtocols: (offered) => (offered.has(known) ? known : "jisr"),
  });
  await new Promise((resolve) => server.once("listening", resolve));
  server.on("connection", (socket) => {
    if (socket.protocol === "jisr") socket.close(4001, "no common version");
    socket.on("message", (text) => {
      const { id, method } = JSON.parse(text);
      if (method === "auth.authenticate") return; // waits for a citizen who never comes
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, result: { readers: [] } }));
    });
  });
  const stop = () => {
    for (const client of server.clients) client.terminate();
    return new Promise((resolve) => server.close(resolve));
  };
  open.push(stop);
  return { port: server.address().port, stop };
}

async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    server.closeAllConnections?.();
    return new Promise((resolve) => server.close(resolve));
  });
  return server.address().port;
}

async function freePort() {
  const server = createTcpServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const jisr = (...ports) => new Jisr({ ports, language: "en" });

test("the first port is asked alone", async () => {
  const { port } = await daemon();
  const client = jisr(port, await freePort());
  assert.deepEqual(await client.readers(), { readers: [] });
  assert.deepEqual(attempts, [port]);
  client.close();
});

test("the others are asked at once, each one time", async () => {
  const ports = [await freePort(), await freePort(), (await daemon()).port];
  const client = jisr(...ports);
  await client.readers();
  assert.deepEqual(attempts, ports);
  client.close();
});

test("nothing anywhere is not installed", async () => {
  const ports = [await freePort(), await freePort()];
  await assert.rejects(jisr(...ports).readers(), { reason: "not-installed", retryable: true });
  assert.equal(attempts.length, 2);
});

test("a daemon that refuses this site is told apart", async () => {
  const server = createHttpServer((request, response) => response.end('{"jisr":1}\n'));
  server.on("upgrade", (request, socket) => {
    socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  const port = await listening(server);
  await assert.rejects(jisr(port).readers(), { reason: "refused", retryable: false });
});

test("versions that do not meet are told apart", async () => {
  const { port } = await daemon({ known: "jisr.v9" });
  await assert.rejects(jisr(port, await freePort()).readers(), { reason: "version-mismatch" });
  assert.deepEqual(attempts, [port]);
});

test("a browser that forbids it is told apart, and nothing is tried", async () => {
  permission = "denied";
  await assert.rejects(jisr((await daemon()).port).readers(), { reason: "blocked-by-browser" });
  assert.deepEqual(attempts, []);
});

test("while the browser asks the citizen there is no hurry", async () => {
  permission = "prompt";
  const { port } = await daemon();
  const client = jisr(port);
  await client.readers();
  client.close();
});

test("a port that stays silent is given up", { timeout: 10000 }, async () => {
  const sockets = new Set();
  const server = createTcpServer((socket) => sockets.add(socket));
  const port = await listening(server);
  open.unshift(() => sockets.forEach((socket) => socket.destroy()));
  const began = Date.now();
  await assert.rejects(jisr(port).readers(), { reason: "not-installed" });
  assert.ok(Date.now() - began < 5000);
});

test("a daemon restarted under the page: what waits is lost, the next call connects", async () => {
  const first = await daemon();
  const client = jisr(first.port);
  const stages = [];
  const waiting = client.authenticate("n".repeat(44), { onProgress: (s) => stages.push(s) });
  const lost = assert.rejects(waiting, { reason: "connection-lost" });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await first.stop();
  await lost;
  assert.deepEqual(stages, ["connecting"]);
  await daemon({ port: first.port });
  assert.deepEqual(await client.readers(), { readers: [] });
  client.close();
});

test("two calls share one connection", async () => {
  const { port } = await daemon();
  const client = jisr(port);
  await Promise.all([client.readers(), client.readers()]);
  assert.equal(attempts.length, 1);
  client.close();
});

test("an aborted call does not connect", async () => {
  const call = jisr(await freePort()).readers({ signal: AbortSignal.abort() });
  await assert.rejects(call, { reason: "cancelled" });
  assert.deepEqual(attempts, []);
});

test("the default ports are the daemon's", () => {
  assert.deepEqual(DEFAULT_PORTS, [25477, 25478, 25479, 25480]);
});
