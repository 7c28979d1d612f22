export declare const DEFAULT_PORTS: readonly number[];
/**
 * Finds the daemon: the first port alone, then the others at once. Browsers slow
 * down a page that fails to connect often, so nothing is tried twice.
 */
export declare function connect(ports: readonly number[]): Promise<WebSocket>;
