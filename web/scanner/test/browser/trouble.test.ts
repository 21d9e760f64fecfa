import { afterEach, expect, test } from "vitest";
import { serious } from "./axe";
import { own, ownAdvice } from "./core-text";
import { Door, last, pack } from "./door";

let door: Door;
afterEach(() => door.close());

/** A trouble says what it is and the way on, and does not keep anybody from scanning. */
async function says(key: string): Promise<void> {
  const trouble = door.page.locator(".trouble", { hasText: own(key, "en") });
  await trouble.waitFor();
  const advice = ownAdvice(key, "en").split("{")[0]!.trim();
  expect(await trouble.innerText()).toContain(advice);
  expect(await serious(door.page)).toEqual([]);
}

async function scansOn(code = "ok"): Promise<void> {
  await door.type(last("come-in").text);
  expect(await door.page.locator(".answer").getAttribute("data-code")).toBe(code);
}

test("no camera", async () => {
  door = await Door.open({ at: last("come-in").at, camera: "none" });
  await door.withCamera();
  await says("camera-none");
  await scansOn();
});

test("the camera is refused", async () => {
  door = await Door.open({ at: last("come-in").at, camera: "refused" });
  await door.withCamera();
  await says("camera-refused");
  await scansOn();
});

test("a camera without light", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.withoutCamera();
  await door.page.getByRole("button", { name: own("camera-light", "en") }).click();
  await says("camera-light-none");
  await scansOn();
});

test("no room to keep anything", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.withoutCamera();
  // What a full disk does to every write; Chromium's own override of the quota does not reach this store.
  await door.page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await scansOn();
  await door.page.keyboard.press("Enter");
  await says("device-storage");
});

test("a clock that is set while somebody scans: check this device's clock, and never stale code", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.withoutCamera();
  await door.setClock(3600_000);
  await says("device-clock");
  await scansOn("clock.doubtful");
  expect(await door.page.locator(".answer").getByRole("alert").innerText()).toContain(own("answer-clock", "en"));
  await door.page.keyboard.press("Enter");
  await door.setClock(-3600_000);
  await door.page.getByRole("button", { name: own("camera-again", "en") }).click();
  await door.page.locator(".trouble").waitFor({ state: "detached" });
  await scansOn();
});

test("a clock that is behind the trust list, or far from the server that gave it", async () => {
  for (const by of [-2 * 86_400_000, -600_000, 600_000, 86_400_000]) {
    door = await Door.open({ at: last("come-in").at });
    await door.context.addInitScript((by) => {
      (globalThis as unknown as { shift: { by: number } }).shift.by += by;
    }, by);
    await door.page.reload();
    await door.load();
    await door.withoutCamera();
    await says("device-clock");
    await scansOn("clock.doubtful");
    await door.close();
  }
  door = await Door.open();
});

test("no trust list: it says so, and gets it when there is one", async () => {
  door = await Door.open({ at: last("come-in").at, list: "none" });
  await says("start-trust-missing");
  await door.withoutCamera();
  await says("start-trust-missing");
  await scansOn("trust.missing");
  await door.page.keyboard.press("Enter");
  door.site.files.set("trust/trust.chop", Buffer.from(pack.lists["day"]?.bundle ?? "", "base64"));
  await door.page.getByRole("button", { name: own("trust-get", "en") }).click();
  await door.page.locator(".trouble").waitFor({ state: "detached" });
  // It began just now, so it cannot know whether a code that was made before has been used.
  await scansOn("replay.before-start");
});

test("a trust list that was tampered with is refused, and the one before goes on", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.withoutCamera();
  const good = Buffer.from(door.site.files.get("trust/trust.chop") ?? []);
  good[good.length - 5] = (good[good.length - 5] ?? 0) ^ 1;
  door.site.files.set("trust/trust.chop", good);
  await door.page.getByRole("button", { name: own("more-button", "en") }).click();
  await door.page.getByRole("button", { name: own("more-trust", "en") }).click();
  await door.page.getByRole("button", { name: own("trust-get", "en") }).click();
  await door.page.getByText(own("trust-refused", "en")).waitFor();
  await door.page.getByRole("button", { name: own("back", "en") }).click();
  await door.page.getByRole("button", { name: own("back", "en") }).click();
  await scansOn();
});
