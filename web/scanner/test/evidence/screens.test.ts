import { mkdirSync } from "node:fs";
import { LANGUAGES } from "@chop/kit/language";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serious } from "../browser/axe";
import { own } from "../browser/core-text";
import { Door, pack } from "../browser/door";
import { FOLDER, record } from "./record";

const SIZES = [
  { width: 390, height: 844 },
  { width: 844, height: 390 },
  { width: 1280, height: 800 },
] as const;
const THEMES = ["day", "night", "sunlight"] as const;
const PAGES = ["more", "manual", "group", "ask", "shift", "trust", "settings", "keyboard", "privacy", "check", "help"] as const;

let door: Door;
let pictures = 0;
const found: Record<string, string[]> = {};
const cut: string[] = [];

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  door = await Door.open();
});
afterAll(() => door.close());

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  pictures += 1;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
  if (wide) cut.push(name);
  const faults = await serious(page);
  if (faults.length > 0) found[name] = faults;
}

/** Sets what the page is set to, as it would be kept, and opens it anew. */
async function set(settings: Record<string, unknown>): Promise<void> {
  await door.page.evaluate(async (settings) => {
    const database = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open("chop-scanner", 1);
      opening.onsuccess = () => done(opening.result);
    });
    const table = database.transaction("kept", "readwrite").objectStore("kept");
    await new Promise((done) => (table.put({ camera: false, ...settings }, "settings").onsuccess = done));
    database.close();
  }, settings);
  await door.page.reload();
  await door.page.waitForFunction(() => !document.querySelector(".go button:disabled"));
  await door.page.waitForTimeout(150);
}

test("every screen at three sizes, in three languages, by day, night and sunlight, and in large text", async () => {
  const { page } = door;
  for (const language of LANGUAGES) {
    for (const [theme, large] of [...THEMES.map((theme) => [theme, false] as const), ["day", true] as const]) {
      await page.setViewportSize(SIZES[0]);
      await set({ language, theme, large, door: language === "en" ? "Block 3" : "第三座" });
      const look = `${language}-${theme}${large ? "-large" : ""}`;
      const each = async (name: string): Promise<void> => {
        for (const size of SIZES) {
          await page.setViewportSize(size);
          await page.waitForTimeout(60);
          await picture(page, `${name}-${look}-${size.width}x${size.height}`);
        }
        await page.setViewportSize(SIZES[0]);
      };
      if ((await page.locator(".go").count()) > 0) {
        await each("start");
        await door.withoutCamera();
      }
      await each("scan");
      const more = page.getByRole("button", { name: own("more-button", language), exact: true });
      await more.click();
      await page.getByRole("button", { name: own("more-training", language), exact: true }).click();
      await page.locator(".samples button").first().waitFor();
      await each("training");
      for (const { id, expect: code } of pack.samples) {
        await page.getByRole("button", { name: own(`training-${id}`, language), exact: true }).click();
        await page.locator(`.answer[data-code="${code}"]`).waitFor();
        // The facts are to be seen; three sizes take less than their five seconds.
        await each(`answer-${id}`);
        await page.keyboard.press("Enter");
        await page.locator(".answer").waitFor({ state: "detached" });
      }
      await page.keyboard.press("Escape");
      for (const name of PAGES) {
        if (name !== "more") {
          const key = name === "manual" ? "manual-button" : name === "ask" ? "ask-button" : name === "group" ? "group-button" : `more-${name}`;
          if (name === "manual" || name === "ask") await page.keyboard.press("Escape");
          await page.getByRole("button", { name: own(key, language), exact: true }).click();
          await page.waitForTimeout(150);
        }
        await each(name);
        if (name !== "more") await page.keyboard.press("Escape");
        if (await page.locator(".scan").count()) await more.click();
      }
    }
  }
  record({ screenshots: pictures, axe_serious: found, wider_than_screen: cut });
  expect(found).toEqual({});
  expect(cut).toEqual([]);
});

test("answers as eyes see them that see no red, no green, or no colour", async () => {
  const { page } = door;
  await set({ language: "en" });
  if ((await page.locator(".go").count()) > 0) await door.withoutCamera();
  await page.getByRole("button", { name: own("more-button", "en"), exact: true }).click();
  await page.getByRole("button", { name: own("more-training", "en"), exact: true }).click();
  const session: CDPSession = await door.context.newCDPSession(page);
  for (const type of ["protanopia", "deuteranopia", "achromatopsia"] as const) {
    await session.send("Emulation.setEmulatedVisionDeficiency", { type });
    for (const id of ["photo", "part", "edited", "list"]) {
      await page.getByRole("button", { name: own(`training-${id}`, "en"), exact: true }).click();
      await page.locator(".answer").waitFor();
      await picture(page, `vision-${type}-${id}`);
      await page.keyboard.press("Enter");
      await page.locator(".answer").waitFor({ state: "detached" });
    }
  }
  await session.send("Emulation.setEmulatedVisionDeficiency", { type: "none" });
});
