import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Door, last } from "../browser/door";
import { frame, GOOD, random, type Conditions } from "../browser/film";
import { record } from "./record";

/** Frames a second of the camera, and frames after which nobody waits any longer. */
const RATE = 30;
const FRAMES = 12;
const WIDTH = 640;
const HEIGHT = 480;
const CLIPS = Number(process.env["CLIPS"] ?? 30);

/** What a hand, a screen and the light do. Each clip draws its own numbers within these. */
const CONDITIONS: Record<string, (next: () => number) => Partial<Conditions>> = {
  still: () => ({}),
  tilted: (next) => ({ tilt: 0.12 + next() * 0.2, turn: (next() - 0.5) * 50 }),
  blurred: (next) => ({ blur: 1 + next() * 1 }),
  glare: (next) => ({ glare: 0.6 + next() * 0.4 }),
  moire: (next) => ({ moire: 0.5 + next() * 0.9 }),
  far: (next) => ({ scale: 2.6 + next() * 1.2 }),
  dark: (next) => ({ dark: 18 + next() * 10, light: 60 + next() * 40, noise: 9 + next() * 6 }),
  all: (next) => ({
    tilt: next() * 0.15, turn: (next() - 0.5) * 24, blur: 0.4 + next() * 0.7, glare: next() * 0.5, moire: next() * 0.4,
    light: 120 + next() * 90, noise: 3 + next() * 5, scale: 3.8 + next() * 1.2,
  }),
};

const PAGE = `<!doctype html><title>readers</title><script type="module">
import * as chop from "/bench/chop/decoder.js";
import * as zxing from "/bench/zxing/dist/es/reader/index.js";
globalThis.readers = { chop, zxing };
</script>`;

interface Chop {
  loadDecoder(wasm: Promise<Response>): Promise<{ decode(luma: Uint8Array, width: number, height: number): string[] }>;
}

interface Zxing {
  prepareZXingModule(options: object): Promise<unknown>;
  readBarcodes(image: ImageData, options: object): Promise<{ text: string }[]>;
}

interface Seen {
  /** The frame that gave the text, or -1. */
  frame: number;
  /** Milliseconds from the first frame to the text, at the rate of the camera. */
  ms: number;
  /** Milliseconds of work a frame. */
  work: number;
}

function clip(text: string, make: (next: () => number) => Partial<Conditions>, seed: number): Uint8Array {
  const next = random(seed);
  const conditions = { ...GOOD, turn: (next() - 0.5) * 10, noise: 3, blur: 0.5, scale: 4.6 + next() * 0.6, ...make(next) };
  const frames = new Uint8Array(WIDTH * HEIGHT * FRAMES);
  // A hand trembles, and the lens finds its focus during the first frames.
  const [fromX, fromY] = [(next() - 0.5) * 60, (next() - 0.5) * 40];
  for (let at = 0; at < FRAMES; at++) {
    const focus = Math.max(0, 1.6 - at * 0.4);
    const moved = { ...conditions, blur: conditions.blur + focus, turn: conditions.turn + Math.sin(at / 3) * 2 };
    const place = [fromX + Math.sin(at * 0.7) * 5, fromY + Math.cos(at * 0.5) * 4] as const;
    frames.set(frame(text, moved, WIDTH, HEIGHT, place, next).pixels, at * WIDTH * HEIGHT);
  }
  return frames;
}

const percentile = (sorted: readonly number[], part: number): number | null =>
  sorted.length === 0 ? null : Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 10) / 10;

test("how well each reader of symbols reads a phone in a hand", async () => {
  const door = await Door.open();
  const folder = fileURLToPath(new URL("../../../../target/npm/verifier/", import.meta.url));
  for (const name of ["decoder.js", "decoder.wasm", "glue/decoder.js"]) {
    door.site.files.set(`bench/chop/${name}`, readFileSync(join(folder, name)));
  }
  const zxing = fileURLToPath(new URL("../../../node_modules/zxing-wasm/", import.meta.url));
  for (const name of ["dist/es/share.js", "dist/es/reader/index.js", "dist/reader/zxing_reader.wasm"]) {
    door.site.files.set(`bench/zxing/${name}`, readFileSync(join(zxing, name)));
  }
  door.site.files.set("bench/index.html", Buffer.from(PAGE));
  const { page } = door;
  await page.goto(`${door.site.url}bench/index.html`);
  await page.waitForFunction(() => "readers" in globalThis);
  const decoders = await page.evaluate(async () => {
    const { chop, zxing } = (globalThis as unknown as { readers: { chop: Chop; zxing: Zxing } }).readers;
    const rxing = await chop.loadDecoder(fetch("/bench/chop/decoder.wasm"));
    await zxing.prepareZXingModule({
      overrides: { locateFile: () => "/bench/zxing/dist/reader/zxing_reader.wasm" },
      fireImmediately: true,
    });
    const grey = (pixels: Uint8Array, width: number, height: number): ImageData => {
      const image = new ImageData(width, height);
      for (let at = 0; at < pixels.length; at++) {
        const value = pixels[at] ?? 0;
        image.data[at * 4] = image.data[at * 4 + 1] = image.data[at * 4 + 2] = value;
        image.data[at * 4 + 3] = 255;
      }
      return image;
    };
    const readers: Record<string, (pixels: Uint8Array, image: ImageData) => Promise<string[]> | string[]> = {
      rxing: (pixels, image) => rxing.decode(pixels, image.width, image.height),
      "zxing-wasm": async (_, image) =>
        (await zxing.readBarcodes(image, { formats: ["QRCode"], maxNumberOfSymbols: 1 })).map(({ text }) => text),
      "zxing-wasm, fast": async (_, image) =>
        (await zxing.readBarcodes(image, { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: false, tryRotate: false, tryInvert: false, tryDownscale: false })).map(({ text }) => text),
    };
    if ("BarcodeDetector" in globalThis) {
      const detector = new (globalThis as unknown as { BarcodeDetector: new (options: object) => { detect(image: ImageData): Promise<{ rawValue: string }[]> } }).BarcodeDetector({ formats: ["qr_code"] });
      readers["BarcodeDetector"] = async (_, image) => (await detector.detect(image)).map(({ rawValue }) => rawValue);
    }
    Object.assign(globalThis, {
      async watch(reader: string, text: string, width: number, height: number, rate: number): Promise<Seen> {
        const film = new Uint8Array(await (await fetch("/bench/clip")).arrayBuffer());
        const count = film.length / (width * height);
        const read = readers[reader]!;
        let now = 0;
        let work = 0;
        let frames = 0;
        while (true) {
          // The newest frame that the camera has brought by now.
          const at = Math.floor((now * rate) / 1000);
          if (at >= count) return { frame: -1, ms: now, work: work / frames };
          now = Math.max(now, (at * 1000) / rate);
          const pixels = film.slice(at * width * height, (at + 1) * width * height);
          const image = grey(pixels, width, height);
          const begin = performance.now();
          const found = await read(pixels, image);
          const took = performance.now() - begin;
          work += took;
          frames += 1;
          now += took;
          if (found.includes(text)) return { frame: at, ms: now, work: work / frames };
          now = Math.max(now, ((at + 1) * 1000) / rate);
        }
      },
    });
    return Object.keys(readers);
  });

  const text = last("come-in").text;
  const table: Record<string, Record<string, { clips: number; read: number; p50_ms: number | null; p95_ms: number | null; work_ms: number }>> = {};
  const of = new Map<string, Seen[]>();
  let clips = 0;
  for (const [condition, make] of Object.entries(CONDITIONS)) {
    for (let number = 0; number < CLIPS; number++) {
      door.site.files.set("bench/clip", clip(text, make, 1000 * clips + 17));
      clips += 1;
      for (const decoder of decoders) {
        const seen = await page.evaluate(
          ([decoder, text, width, height, rate]) =>
            (globalThis as unknown as { watch(...given: unknown[]): Promise<Seen> }).watch(decoder, text, width, height, rate),
          [decoder, text, WIDTH, HEIGHT, RATE] as const,
        );
        for (const key of [`${decoder}\n${condition}`, `${decoder}\ntogether`]) of.set(key, [...(of.get(key) ?? []), seen]);
      }
    }
  }
  for (const [key, all] of of) {
    const [decoder = "", condition = ""] = key.split("\n");
    const times = all.filter(({ frame }) => frame >= 0).map(({ ms }) => ms).sort((a, b) => a - b);
    (table[decoder] ??= {})[condition] = {
      clips: all.length,
      read: times.length,
      p50_ms: percentile(times, 0.5),
      p95_ms: percentile(times, 0.95),
      work_ms: Math.round((all.reduce((sum, { work }) => sum + work, 0) / all.length) * 10) / 10,
    };
  }
  for (const [decoder, rows] of Object.entries(table)) {
    console.log(decoder);
    console.table(rows);
  }
  record({ film: table, film_clips: clips, film_size: `${WIDTH}x${HEIGHT} at ${RATE}`, film_code_characters: text.length });
  await door.close();
  expect(clips).toBeGreaterThanOrEqual(8);
});
