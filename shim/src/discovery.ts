import { JisrError } from "./errors.js";

export const DEFAULT_PORTS: readonly number[] = [25477, 25478, 25479, 25480];

/** Newest first. The bare name gets a close code that a page can see. */
const SUBPROTOCOLS = ["jisr.v1", "jisr"];
const VERSION_MISMATCH = 4001;
const TRY_MS = 1500;
const PERMISSIONS = ["loopback-network", "local-network-access"];

type Permission = "granted" | "denied" | "prompt";

/**
 * Finds the daemon: the first port alone, then the others at once. Browsers slow
 * down a page that fails to connect often, so nothing is tried twice.
 */
export async function connect(ports: readonly number[]): Promise<WebSocket> {
  const permission = await localPermission();
  if (permission === "denied") throw new JisrError("blocked-by-browser", true);
  const patience = permission === "prompt" ? undefined : TRY_MS;
  const [first, ...others] = ports;
  try {
    if (first !== undefined) return await open(first, patience);
  } catch (error) {
    if (isFinal(error)) throw error;
  }
  try {
    return await firstOf(others.map((port) => () => open(port, TRY_MS)));
  } catch (error) {
    throw isFinal(error) ? error : await whyNot(ports);
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof JisrError && error.reason === "version-mismatch";
}

async function firstOf(tries: (() => Promise<WebSocket>)[]): Promise<WebSocket> {
  const results = tries.map((attempt) => attempt());
  try {
    const winner = await Promise.any(results);
    for (const result of results) {
      result.then((socket) => socket !== winner && socket.close(), () => undefined);
    }
    return winner;
  } catch (failures) {
    const errors = failures instanceof AggregateError ? failures.errors : [];
    throw errors.find(isFinal) ?? new JisrError("not-installed", true);
  }
}

function open(port: number, patience: number | undefined): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, SUBPROTOCOLS);
    const timer =
      patience === undefined
        ? undefined
        : setTimeout(() => {
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

/** Nothing could be opened: is it missing, or did it refuse this site? */
async function whyNot(ports: readonly number[]): Promise<JisrError> {
  if ((await localPermission()) === "denied") return new JisrError("blocked-by-browser", true);
  for (const port of ports.slice(0, 1)) {
    try {
      await fetch(`http://127.0.0.1:${port}/.well-known/jisr`, {
        mode: "no-cors",
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(TRY_MS),
      });
      return new JisrError("refused", false);
    } catch {
      continue;
    }
  }
  return new JisrError("not-installed", true);
}

async function localPermission(): Promise<Permission | undefined> {
  for (const name of PERMISSIONS) {
    try {
      const status = await navigator.permissions.query({ name: name as PermissionName });
      return status.state;
    } catch {
      continue; // a browser without this permission
    }
  }
  return undefined;
}
