import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { own } from "./core-text";
import { Door, last } from "./door";
import { film, frame, GOOD, random } from "./film";

const folder = mkdtempSync(join(tmpdir(), "chop-film-"));
let door: Door;
afterEach(() => door.close());
afterAll(() => rmSync(folder, { recursive: true }));

function shoot(name: string, text: string): string {
  const next = random(7);
  const path = join(folder, `${name}.y4m`);
  const frames = Array.from({ length: 12 }, (_, at) =>
    frame(text, { ...GOOD, turn: 4, noise: 4, blur: 0.6 }, 640, 480, [Math.sin(at) * 6, Math.cos(at) * 5], next),
  );
  film(path, frames);
  return path;
}

test("a code in front of the camera is read, answered once, and not again while it stays in view", async () => {
  door = await Door.open({ at: last("come-in").at, camera: shoot("good", last("come-in").text) });
  await door.withCamera();
  const answer = door.page.locator('.answer[data-code="ok"]');
  await answer.waitFor({ timeout: 10_000 });
  await answer.waitFor({ state: "detached", timeout: 7_000 });
  await door.page.waitForTimeout(2_000);
  expect(await door.page.locator(".answer").count()).toBe(0);
  expect(await door.page.getByText("In: 1").count()).toBe(1);
  // The picture can be brought closer where the lens cannot.
  await door.page.getByRole("button", { name: own("camera-closer", "en") }).click();
  expect(await door.page.locator("video").evaluate((video) => video.style.getPropertyValue("--cut"))).toBe("1.5");
  await door.page.getByRole("button", { name: own("camera-wider", "en") }).click();
  expect(door.errors).toEqual([]);
});

test("a picture of a code is read, and one without says so", async () => {
  door = await Door.open({ at: last("come-in").at });
  await door.withoutCamera();
  const choose = door.page.locator('.picture input[type="file"]');
  const png = await door.page.evaluate(async ({ pixels, width, height }) => {
    const canvas = new OffscreenCanvas(width, height);
    const brush = canvas.getContext("2d")!;
    const image = brush.createImageData(width, height);
    for (let at = 0; at < pixels.length; at++) image.data.set([pixels[at]!, pixels[at]!, pixels[at]!, 255], at * 4);
    brush.putImageData(image, 0, 0);
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
  }, { ...frame(last("come-in").text, GOOD, 640, 480, [0, 0], random(3)), pixels: [...frame(last("come-in").text, GOOD, 640, 480, [0, 0], random(3)).pixels] });
  await choose.setInputFiles({ name: "code.png", mimeType: "image/png", buffer: Buffer.from(png) });
  await door.page.locator('.answer[data-code="ok"]').waitFor();
  await door.page.keyboard.press("Enter");
  const icon = readFileSync(new URL("../../public/icon-192.png", import.meta.url));
  await choose.setInputFiles({ name: "icon.png", mimeType: "image/png", buffer: icon });
  await door.page.locator('.answer[data-code="picture.no-code"]').waitFor();
  await door.page.keyboard.press("Enter");
  await choose.setInputFiles({ name: "text.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await door.page.locator('.answer[data-code="picture.format"]').waitFor();
});
