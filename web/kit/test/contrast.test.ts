import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../src/tokens.css", import.meta.url), "utf8");

function tokens(selector: string): Record<string, string> {
  const block = new RegExp(`${selector.replace(/[[\]"]/g, "\\$&")}\\s*\\{([^}]*)\\}`).exec(css)?.[1] ?? "";
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]));
}

const day = tokens(":root");
const themes: Record<string, Record<string, string>> = {
  day,
  night: { ...day, ...tokens('[data-theme="night"]') },
  sunlight: { ...day, ...tokens('[data-theme="sunlight"]') },
};

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** What is set on what, and the least that it must reach: by day and night, and in sunlight. */
const PAIRS: readonly (readonly [string, string, number, number])[] = [
  ["text", "ground", 7, 7],
  ["text", "paper", 7, 7],
  ["soft", "ground", 4.5, 7],
  ["soft", "paper", 4.5, 7],
  ["on-action", "action", 4.5, 7],
  ["action", "ground", 4.5, 7],
  ["on-quiet", "quiet", 4.5, 7],
  ["on-danger", "danger", 4.5, 7],
  ["on-pass", "pass", 7, 7],
  ["on-part", "part", 7, 7],
  ["on-fail", "fail", 7, 7],
  ["on-doubt", "doubt", 7, 7],
  ["on-note", "note", 7, 7],
  ["edge", "ground", 3, 7],
  ["edge", "paper", 3, 7],
  ["edge", "quiet", 3, 7],
  ["focus", "ground", 3, 7],
  ["focus", "paper", 3, 7],
];

test("all three themes set every colour", () => {
  for (const theme of ['[data-theme="night"]', '[data-theme="sunlight"]']) {
    expect(Object.keys(tokens(theme)).sort()).toEqual(Object.keys(day).sort());
  }
});

for (const [theme, colours] of Object.entries(themes)) {
  test(`every pair of colours can be told apart by ${theme}`, () => {
    const weak = PAIRS.map(([text, ground, least, inSunlight]) => {
      const found = contrast(colours[text] ?? "", colours[ground] ?? "");
      return { text, ground, found, least: theme === "sunlight" ? inSunlight : least };
    }).filter(({ found, least }) => !(found >= least));
    expect(weak).toEqual([]);
  });
}

test("verdicts differ in lightness too, for eyes that see no colour", () => {
  for (const colours of Object.values(themes)) {
    expect(contrast(colours["doubt"] ?? "", colours["pass"] ?? "")).toBeGreaterThan(1.1);
  }
});
