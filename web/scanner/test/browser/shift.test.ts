import { afterEach, expect, test } from "vitest";
import { TEST } from "../../src/input/wedge";
import { check } from "../../src/keep/report";
import { serious } from "./axe";
import { own } from "./core-text";
import { Door, last } from "./door";

let door: Door;
afterEach(() => door.close());

const press = (key: string): Promise<void> => door.page.getByRole("button", { name: own(key, "en"), exact: true }).click();

test("a shift: people without a phone, a group, an end with a signed report that a supervisor checks", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.withoutCamera();
  await press("manual-button");
  await press("manual-vouched");
  await press("manual-turned-away");
  await press("manual-undo");
  expect(await serious(door.page)).toEqual([]);
  await press("back");
  await press("group-button");
  await door.page.getByRole("button", { name: "People in the group: more" }).click();
  expect(await serious(door.page)).toEqual([]);
  await press("group-begin");
  await door.type(last("come-in").text);
  await door.page.keyboard.press("Enter");
  await door.page.getByText("Group: 1 of 3").waitFor();
  await door.type(last("revoked").text);
  await door.page.keyboard.press("Enter");
  await press("more-button");
  await press("more-shift");
  expect(await serious(door.page)).toEqual([]);
  await press("shift-end");
  expect(await serious(door.page)).toEqual([]);
  await door.page.locator("dialog").getByRole("button", { name: own("shift-end", "en"), exact: true }).click();
  const text = await door.page.locator("textarea").inputValue();
  const checked = await check(text);
  expect(checked?.report.totals).toEqual({
    in: 1, part: 0, refused: 1, undecided: 0, manual: 1, manual_refused: 0, undone: 1,
  });
  expect(JSON.stringify(checked?.report)).not.toMatch(/CHAN|陳/);
  await press("back");
  await press("more-check");
  await door.page.locator("textarea").fill(text);
  await press("check-go");
  await door.page.getByText(own("check-own", "en")).waitFor();
  expect(await serious(door.page)).toEqual([]);
  await door.page.locator("textarea").fill(`${text.slice(0, -4)}AAAA`);
  await press("check-go");
  await door.page.getByText(own("check-bad", "en")).waitFor();
});

test("settings are a supervisor's once a PIN is set; the screen stays everybody's", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.withoutCamera();
  await press("more-button");
  await press("more-settings");
  await door.page.getByLabel(own("settings-door-name", "en")).fill("Block 3");
  await door.page.getByLabel(own("settings-site", "en")).fill("nonsense");
  await press("settings-save");
  await door.page.getByText(own("settings-site-wrong", "en")).waitFor();
  await door.page.getByLabel(own("settings-site", "en")).fill("");
  await press("settings-save");
  await door.page.getByText(own("settings-saved", "en")).waitFor();
  await door.page.getByLabel(own("settings-pin-new", "en")).fill("271828");
  await press("settings-pin-set");
  await door.page.getByText(own("settings-saved", "en")).nth(1).waitFor();
  expect(await serious(door.page)).toEqual([]);
  await press("back");
  await press("more-settings");
  expect(await door.page.getByLabel(own("settings-door-name", "en")).count()).toBe(0);
  await door.page.getByRole("radio", { name: own("theme-sunlight", "en") }).check({ force: true });
  expect(await door.page.evaluate(() => document.documentElement.dataset["theme"])).toBe("sunlight");
  await door.page.getByLabel(own("settings-pin-ask", "en")).fill("111111");
  await press("settings-pin-open");
  await door.page.getByRole("alert").waitFor();
  expect(await serious(door.page)).toEqual([]);
  await door.page.waitForTimeout(1_100);
  await door.page.getByLabel(own("settings-pin-ask", "en")).fill("271828");
  await press("settings-pin-open");
  expect(await door.page.getByLabel(own("settings-door-name", "en")).inputValue()).toBe("Block 3");
  await press("settings-erase");
  expect(await serious(door.page)).toEqual([]);
  await press("settings-erase-yes");
  await door.page.getByRole("heading", { name: own("start-title", "en") }).waitFor();
  expect((await door.storage()).keys).not.toContain("pin");
});

test("a connected scanner is tested with every character, and a wrong layout is told", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.withoutCamera();
  await press("more-button");
  await press("more-keyboard");
  expect(await serious(door.page)).toEqual([]);
  const keys = (text: string): Promise<void> =>
    door.page.evaluate((text) => {
      for (const key of [...text, "Enter"]) dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    }, text);
  await keys(TEST.replaceAll("Y", "#").replaceAll("Z", "Y").replaceAll("#", "Z"));
  await door.page.getByText("The scanner types “Z” for “Y”").waitFor();
  await keys(TEST.replace("  ", " "));
  await door.page.getByText(own("keyboard-spaces", "en")).waitFor();
  await keys(TEST);
  await door.page.getByText(own("keyboard-good", "en")).waitFor();
});

test("level 2: the door shows its request, signed by a key that stays in the browser", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.withoutCamera();
  await press("ask-button");
  await door.page.getByRole("img", { name: own("ask-title", "en") }).waitFor();
  expect(await serious(door.page)).toEqual([]);
  await press("ask-scan");
  await door.page.getByText(own("ask-waiting", "en")).waitFor();
  // A code that answers no request is never taken for less than was asked.
  await door.type(last("come-in").text);
  expect(await door.page.locator(".answer").getAttribute("data-code")).toBe("challenge.missing");
});

test("the whole app by keyboard alone, with the focus always in sight", async () => {
  door = await Door.open({ at: last("come-in").at });
  const { page } = door;
  const go = async (name: string): Promise<void> => {
    for (let at = 0; at < 40; at++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null;
        const box = element?.getBoundingClientRect();
        return {
          text: (element?.innerText || element?.getAttribute("aria-label") || "").trim(),
          seen: box !== undefined && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
          outline: element === null ? "" : getComputedStyle(element).outlineStyle,
        };
      });
      if (focused.text !== name) continue;
      expect(focused.seen, name).toBe(true);
      expect(focused.outline, name).not.toBe("none");
      await page.keyboard.press("Enter");
      return;
    }
    throw new Error(`${name} cannot be reached`);
  };
  await go(own("start-without", "en"));
  await page.locator(".scan").waitFor();
  for (const [button, heading] of [
    ["more-training", "training-title"],
    ["more-shift", "shift-title"],
    ["more-trust", "trust-title"],
    ["more-privacy", "privacy-title"],
    ["more-help", "help-title"],
  ] as const) {
    if ((await page.locator(".scan").count()) > 0) await go(own("more-button", "en"));
    await go(own(button, "en"));
    await page.getByRole("heading", { name: own(heading, "en"), exact: true, level: 1 }).waitFor();
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("Escape");
  await page.locator(".scan").waitFor();
  await door.type(last("photo").text);
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(own("answer-next", "en"));
  await page.keyboard.press("x");
  await page.locator(".answer").waitFor({ state: "detached" });
});
