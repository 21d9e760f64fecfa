import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import type { Pack, Sample } from "../../src/training/practice";
import { Site } from "./server";

/** Codes and trust lists that chop made: the same that the app has for practice. */
export const pack = JSON.parse(
  readFileSync(new URL("../../public/training.json", import.meta.url), "utf8"),
) as Pack;

export function sample(id: string): Sample {
  const found = pack.samples.find((sample) => sample.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

/** The text that a sample ends with, and the second at which it is judged. */
export function last(id: string): { text: string; at: number } {
  const scan = sample(id).scans.at(-1);
  if (scan === undefined) throw new Error(id);
  return scan;
}

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

export interface Opening {
  /** Seconds since 1970 that the device shows; the real time if left out. */
  at?: number;
  list?: string;
  /** A film for the camera; `none` for no camera at all, `refused` for one that may not be used. */
  camera?: string;
  width?: number;
  height?: number;
  language?: string;
  dark?: boolean;
}

/** A device at a door: a browser of its own with the app in it. */
export class Door {
  readonly site: Site;
  context!: BrowserContext;
  page!: Page;
  readonly errors: string[] = [];
  readonly requests: string[] = [];
  readonly #folder: string;
  readonly #offset: number;

  readonly #opening: Opening;

  private constructor(site: Site, opening: Opening, folder: string, offset: number) {
    this.site = site;
    this.#opening = opening;
    this.#folder = folder;
    this.#offset = offset;
  }

  static async open(opening: Opening = {}): Promise<Door> {
    // A device refuses codes that were made before it began: it begins a few seconds before those of a sample.
    const offset = opening.at === undefined ? 0 : (opening.at - 8) * 1000 - Date.now();
    const site = await Site.open();
    site.now = () => Date.now() + offset;
    const list = pack.lists[opening.list ?? "day"];
    if (list !== undefined) {
      site.files.set("trust/trust.chop", Buffer.from(list.bundle, "base64"));
      site.files.set("trust/root.chop-root", Buffer.from(list.root, "base64"));
    }
    const door = new Door(site, opening, mkdtempSync(join(tmpdir(), "chop-door-")), offset);
    await door.#launch();
    await door.load();
    return door;
  }

  async #launch(): Promise<void> {
    const { camera: film, width = 390, height = 844, language = "en", dark = false } = this.#opening;
    const isFilm = film !== undefined && film !== "none" && film !== "refused";
    this.context = await chromium.launchPersistentContext(this.#folder, {
      executablePath: CHROMIUM,
      headless: true,
      viewport: { width, height },
      locale: language,
      colorScheme: dark ? "dark" : "light",
      timezoneId: "Asia/Hong_Kong",
      permissions: film === "refused" ? [] : ["camera"],
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--autoplay-policy=user-gesture-required",
        ...(isFilm || film === "refused" ? ["--use-fake-device-for-media-stream"] : []),
        ...(isFilm ? [`--use-file-for-fake-video-capture=${film}`] : []),
      ],
    });
    const [page] = this.context.pages();
    if (page === undefined) throw new Error("no page");
    this.page = page;
    await this.#watch();
  }

  /** The device is switched off and on again. */
  async restart(): Promise<void> {
    await this.context.close();
    await this.#launch();
    await this.page.goto(this.site.url);
    await this.page.locator("h1").first().waitFor({ state: "attached" });
  }

  async #watch(): Promise<void> {
    await this.context.addInitScript((offset: number) => {
      const real = Date;
      const shift = { by: offset };
      Object.assign(globalThis, { shift });
      globalThis.Date = class extends real {
        constructor(...given: unknown[]) {
          // @ts-expect-error The constructor takes whatever Date takes.
          super(...(given.length === 0 ? [real.now() + shift.by] : given));
        }
        static override now(): number {
          return real.now() + shift.by;
        }
      } as DateConstructor;
    }, this.#offset);
    this.context.on("request", (request) => this.requests.push(request.url()));
    this.page.on("console", (message) => {
      if (message.type() === "error" || /Content Security Policy/.test(message.text())) this.errors.push(message.text());
    });
    this.page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  /** Opens the app, and waits until it is ready to scan. */
  async load(): Promise<void> {
    await this.page.goto(this.site.url);
    await this.page.locator("h1").first().waitFor();
    await this.page.waitForFunction(() => !document.querySelector(".go button:disabled"), undefined, { timeout: 20_000 });
  }

  /** Waits until the whole app is kept on the device. */
  async installed(): Promise<void> {
    await this.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null));
  }

  /** Begins to scan, as somebody with a connected scanner does. */
  async withoutCamera(): Promise<void> {
    await this.page.locator(".go button").nth(1).click();
    await this.page.locator(".scan").waitFor();
  }

  /** Begins to scan with the camera. */
  async withCamera(): Promise<void> {
    await this.page.locator(".go button").nth(0).click();
    await this.page.locator(".scan").waitFor();
  }

  /** Types a text as a connected scanner does, and waits for the answer. */
  async type(text: string): Promise<void> {
    const before = await this.page.evaluate(() => document.querySelector(".answer")?.getAttribute("data-number") ?? "");
    await this.page.evaluate((text) => {
      for (const key of [...text, "Enter"]) {
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      }
    }, text);
    await this.page.waitForFunction(
      (before) => {
        const answer = document.querySelector(".answer");
        return answer !== null && answer.getAttribute("data-number") !== before;
      },
      before,
      { timeout: 10_000, polling: 20 },
    );
  }

  /** Moves the clock of the device by so many milliseconds, as somebody does who sets it. */
  async setClock(by: number): Promise<void> {
    await this.page.evaluate((by) => {
      (globalThis as unknown as { shift: { by: number } }).shift.by += by;
    }, by);
  }

  /** Everything that the browser keeps for the app, as one text. */
  async storage(): Promise<{ keys: string[]; text: string }> {
    return this.page.evaluate(async () => {
      const parts: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
      const keys: string[] = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
      const show = (value: unknown): string => {
        if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
          const bytes = new Uint8Array(value);
          return new TextDecoder().decode(bytes) + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        }
        if (value instanceof CryptoKey) return `key ${value.extractable}`;
        if (typeof value === "object" && value !== null) return Object.entries(value).map(([key, inner]) => key + show(inner)).join();
        return String(value);
      };
      for (const { name = "" } of await indexedDB.databases()) {
        const database = await new Promise<IDBDatabase>((done) => {
          const opening = indexedDB.open(name);
          opening.onsuccess = () => done(opening.result);
        });
        for (const table of database.objectStoreNames) {
          const store = database.transaction(table).objectStore(table);
          const all = <T>(asking: IDBRequest<T>): Promise<T> => new Promise((done) => (asking.onsuccess = () => done(asking.result)));
          const found = await all(store.getAllKeys());
          for (const key of found) keys.push(String(key));
          parts.push(...(await all(store.getAll())).map(show));
        }
        database.close();
      }
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        keys.push(...(await cache.keys()).map((request) => `cache:${new URL(request.url).pathname}`));
      }
      return { keys, text: parts.join("\n") };
    });
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.site.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
