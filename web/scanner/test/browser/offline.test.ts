import { afterEach, expect, test } from "vitest";
import { own } from "./core-text";
import { Door, last } from "./door";

let door: Door;
afterEach(() => door.close());

test("installed once, the whole app starts and scans with no network, and says how old its list is", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.installed();
  await door.page.getByText(own("start-offline-ready", "en")).waitFor();
  door.site.online = false;
  await door.restart();
  await door.page.waitForFunction(() => !document.querySelector(".go button:disabled"));
  await door.withoutCamera();
  expect(await door.page.getByText(/Trust list: today/).count()).toBe(1);
  await door.type(last("come-in").text);
  expect(await door.page.locator(".answer").getAttribute("data-code")).toBe("ok");
  await door.page.keyboard.press("Enter");
  // What was used before the device was switched off is not let in after it, and no earlier code is.
  await door.restart();
  await door.page.waitForFunction(() => !document.querySelector(".go button:disabled"));
  if ((await door.page.locator(".scan").count()) === 0) await door.withoutCamera();
  await door.type(last("come-in").text);
  expect(await door.page.locator(".answer").getAttribute("data-code")).toMatch(/^replay\.(?:seen|before-start)$/);
  // Practice works without a network too.
  await door.page.keyboard.press("Enter");
  await door.page.getByRole("button", { name: own("more-button", "en") }).click();
  await door.page.getByRole("button", { name: own("more-training", "en") }).click();
  await door.page.getByRole("button", { name: own("training-photo", "en"), exact: true }).click();
  await door.page.locator('.answer[data-code="ok"] img').waitFor();
});

test("a device with an old list says so and decides nothing, until it gets a new one", async () => {
  door = await Door.open({ at: last("list").at, list: "old" });
  await door.withoutCamera();
  expect(await door.page.getByText(own("trust-old", "en")).count()).toBe(1);
  await door.type(last("list").text);
  expect(await door.page.locator(".answer.doubt").getAttribute("data-code")).toBe("trust.stale");
});

test("an update that arrives in part breaks nothing, and one that is whole waits until it is wanted", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.installed();
  // A new version whose style sheet is half there.
  let broken = true;
  door.site.change = (path, bytes) => {
    if (path === "sw.js") return Buffer.from(bytes.toString().replace(/"version":"\w+"/, '"version":"0000000000000001"'));
    if (broken && path.endsWith(".css")) return bytes.subarray(0, bytes.length / 2);
    return bytes;
  };
  await door.load();
  await door.withoutCamera();
  await door.page.getByText(own("device-update-failed", "en")).waitFor();
  door.site.online = false;
  await door.restart();
  await door.page.waitForFunction(() => !document.querySelector(".go button:disabled"));
  if ((await door.page.locator(".scan").count()) === 0) await door.withoutCamera();
  await door.type(last("come-in").text);
  expect(await door.page.locator(".answer").getAttribute("data-code")).toBe("ok");
  await door.page.keyboard.press("Enter");
  // The same version, whole.
  door.site.online = true;
  broken = false;
  await door.restart();
  await door.page.waitForFunction(() => !document.querySelector(".go button:disabled"));
  if ((await door.page.locator(".scan").count()) === 0) await door.withoutCamera();
  await door.page.getByText(own("device-update", "en")).waitFor();
  await door.page.getByRole("button", { name: own("device-update-now", "en") }).click();
  await door.page.waitForFunction(async () => (await caches.keys()).join() === "scanner-0000000000000001");
});
