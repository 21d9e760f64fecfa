import { afterEach, expect, test } from "vitest";
import { Door, last, pack } from "./door";

let door: Door;
afterEach(() => door.close());

const SCANS = Number(process.env["SCANS"] ?? 200);

test(`after ${SCANS} scans the device keeps numbers and no person, and no request left the page`, { timeout: 600_000 }, async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.installed();
  await door.withoutCamera();
  await door.page.waitForTimeout(500);
  const before = door.site.asked.length;
  const texts = pack.samples.filter(({ list }) => list === "day").map(({ id }) => last(id).text);
  const codes: Record<string, number> = {};
  for (let at = 0; at < SCANS; at++) {
    // Every second text is one that nobody has shown: damaged in another place each time.
    const text = texts[at % texts.length] ?? "";
    const cut = 8 + ((at * 7) % Math.max(1, text.length - 8));
    await door.type(at < texts.length || at % 2 === 0 ? text : `${text.slice(0, cut)}7${text.slice(cut + 1)}`);
    const code = (await door.page.locator(".answer").getAttribute("data-code")) ?? "";
    codes[code] = (codes[code] ?? 0) + 1;
  }
  // Nothing reached a server: what the page has, its own copy on the device gave it.
  expect(door.site.asked.slice(before)).toEqual([]);
  const origin = new URL(door.site.url).origin;
  expect(door.requests.filter((url) => new URL(url).origin !== origin)).toEqual([]);
  const { keys, text } = await door.storage();
  expect(keys.filter((key) => !key.startsWith("cache:")).sort()).toEqual(["bundle", "counts", "root", "settings", "state"]);
  for (const person of ["CHAN", "Tai Man", "陳大文", "WONG", "O123", "data:image", "PC1:", "CHAN".toLowerCase()]) {
    expect(text, person).not.toContain(person);
    const hex = [...new TextEncoder().encode(person)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(text, person).not.toContain(hex);
  }
  const total = Object.values(codes).reduce((sum, count) => sum + count, 0);
  expect(total).toBe(SCANS);
  expect(codes["ok"]).toBeGreaterThan(2);
  console.log(JSON.stringify({ codes, storage_keys: keys }));
});
