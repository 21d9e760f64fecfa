import { readFileSync, existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

const DIST = new URL("../../dist/", import.meta.url).pathname;

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** Serves the built app, a trust list, and whatever goes wrong in a test. */
export class Site {
  /** Files beside the app: `trust/trust.chop` and its like. */
  readonly files = new Map<string, Uint8Array>();
  /** Changes a file of the app on its way. */
  change: (path: string, bytes: Buffer) => Buffer | null = (_, bytes) => bytes;
  /** What the server's clock shows, in milliseconds. */
  now: () => number = Date.now;
  /** Whether there is a network at all. */
  online = true;
  /** Every path that was asked for. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<Site> {
    const server = createServer();
    const site = new Site(server);
    server.on("request", (request, response) => {
      const path = new URL(request.url ?? "/", "http://site").pathname.slice(1) || "index.html";
      if (!site.online) {
        request.socket.destroy();
        return;
      }
      site.asked.push(path);
      response.sendDate = false;
      response.setHeader("Date", new Date(site.now()).toUTCString());
      response.setHeader("Cache-Control", "no-cache");
      const own = site.files.get(path);
      const file = join(DIST, path);
      const bytes = own ?? (existsSync(file) ? site.change(path, readFileSync(file)) : null);
      if (bytes === null) {
        response.writeHead(404).end();
        return;
      }
      response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
      response.end(bytes);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
