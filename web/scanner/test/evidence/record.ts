import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const ROOT = new URL("../../../../target/evidence/", import.meta.url).pathname;

/** The folder of the pictures. */
export const FOLDER = `${ROOT}scanner/`;

/** Adds figures to target/evidence/scanner.json. */
export function record(figures: Record<string, unknown>): void {
  mkdirSync(FOLDER, { recursive: true });
  const path = `${ROOT}scanner.json`;
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as object) : {};
  writeFileSync(path, `${JSON.stringify({ ...before, ...figures }, null, 2)}\n`);
}
