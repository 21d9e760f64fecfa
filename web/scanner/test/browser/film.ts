import { closeSync, openSync, writeSync } from "node:fs";
import { encode } from "uqr";

/** A grey picture, one byte a pixel, row by row. */
export interface Grey {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** What a phone in a hand does to a code, as a camera sees it. */
export interface Conditions {
  /** Pixels a module. */
  scale: number;
  /** Turned in the picture, in degrees. */
  turn: number;
  /** Tilted away: how much smaller the far side is, 0 to 0.4. */
  tilt: number;
  /** Standard deviation of the blur, in pixels. */
  blur: number;
  /** A bright spot: 0 none, 1 as bright as white. */
  glare: number;
  /** Stripes of the screen against the sensor: 0 none, 1 full. */
  moire: number;
  /** Black and white as the camera sees them. */
  dark: number;
  light: number;
  /** Standard deviation of the noise, of 255. */
  noise: number;
}

export const GOOD: Conditions = {
  scale: 5, turn: 0, tilt: 0, blur: 0, glare: 0, moire: 0, dark: 20, light: 235, noise: 2,
};

/** Random numbers that are the same in every run. */
export function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** One frame: the symbol of a text on a phone, under conditions, moved by (dx, dy). */
export function frame(
  text: string,
  conditions: Conditions,
  width: number,
  height: number,
  [dx, dy]: readonly [number, number],
  next: () => number,
): Grey {
  const { size, data } = encode(text, { ecc: "L", border: 4 });
  const { scale, tilt, glare, moire, dark, light, noise } = conditions;
  const pixels = new Uint8Array(width * height);
  const angle = (conditions.turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [width / 2 + dx, height / 2 + dy];
  const [spotX, spotY] = [middleX + size * scale * 0.2, middleY - size * scale * 0.15];
  const spot = size * scale * 0.22;
  const sub = [0.25, 0.75];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const sy of sub) {
        for (const sx of sub) {
          const [px, py] = [x + sx - middleX, y + sy - middleY];
          const [rx, ry] = [px * cos + py * sin, py * cos - px * sin];
          // Perspective: what is to the right is further away.
          const depth = 1 + (tilt * rx) / (size * scale);
          const u = (rx * depth) / scale + size / 2;
          const v = (ry * depth) / scale + size / 2;
          const inside = u >= 0 && v >= 0 && u < size && v < size;
          const black = inside && data[Math.floor(v)]?.[Math.floor(u)] === true;
          sum += inside ? (black ? 0 : 1) : 0.35;
        }
      }
      let value = dark + ((light - dark) * sum) / 4;
      if (moire > 0) value += moire * 40 * Math.sin(x * 0.9 + y * 0.13) * Math.sin(y * 0.71);
      if (glare > 0) {
        const far = Math.hypot(x - spotX, y - spotY) / spot;
        if (far < 1) value += (255 - value) * glare * (1 - far * far);
      }
      pixels[y * width + x] = Math.max(0, Math.min(255, value));
    }
  }
  const soft = conditions.blur > 0 ? blurred(pixels, width, height, conditions.blur) : pixels;
  if (noise > 0) {
    for (let at = 0; at < soft.length; at++) {
      const bell = (next() + next() + next() - 1.5) * 2 * noise;
      soft[at] = Math.max(0, Math.min(255, (soft[at] ?? 0) + bell));
    }
  }
  return { width, height, pixels: soft };
}

/** A Gaussian blur in two passes. */
function blurred(pixels: Uint8Array, width: number, height: number, sigma: number): Uint8Array {
  const reach = Math.ceil(sigma * 2.5);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: Uint8Array, stepX: number, stepY: number): Uint8Array => {
    const to = new Uint8Array(from.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let at = -reach; at <= reach; at++) {
          const px = Math.max(0, Math.min(width - 1, x + at * stepX));
          const py = Math.max(0, Math.min(height - 1, y + at * stepY));
          sum += (weights[at + reach] ?? 0) * (from[py * width + px] ?? 0);
        }
        to[y * width + x] = sum / total;
      }
    }
    return to;
  };
  return pass(pass(pixels, 1, 0), 0, 1);
}

/** Writes frames as a film that Chromium takes for a camera (YUV4MPEG2, grey). It is shown round and round. */
export function film(path: string, frames: readonly Grey[], perSecond = 30): void {
  const [first] = frames;
  if (first === undefined) throw new Error("a film has a frame");
  const file = openSync(path, "w");
  writeSync(file, `YUV4MPEG2 W${first.width} H${first.height} F${perSecond}:1 Ip A1:1 C420jpeg\n`);
  const colour = Buffer.alloc((first.width * first.height) / 2, 128);
  for (const { pixels } of frames) {
    writeSync(file, "FRAME\n");
    writeSync(file, pixels);
    writeSync(file, colour);
  }
  closeSync(file);
}
