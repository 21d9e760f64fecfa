import { expect, test } from "vitest";
import { Door, last, pack } from "../browser/door";
import { record } from "./record";

const SCANS = 1_000;

test(`${SCANS} scans: what is kept, what was asked for, and how long an answer takes`, async () => {
  const door = await Door.open({ at: last("come-in").at });
  await door.installed();
  const starts: number[] = [];
  for (let at = 0; at < 5; at++) {
    door.site.online = false;
    await door.restart();
    await door.page.waitForFunction(() => !document.querySelector(".go button:disabled"));
    starts.push(await door.page.evaluate(() => performance.now()));
    if ((await door.page.locator(".scan").count()) === 0) await door.withoutCamera();
  }
  const before = door.site.asked.length;
  door.site.online = true;
  const texts = pack.samples.filter(({ list }) => list === "day").map(({ id }) => last(id).text);
  const codes: Record<string, number> = {};
  const times: number[] = [];
  for (let at = 0; at < SCANS; at++) {
    const text = texts[at % texts.length] ?? "";
    const cut = 8 + ((at * 13) % Math.max(1, text.length - 8));
    const shown = at < texts.length || at % 3 === 0 ? text : `${text.slice(0, cut)}7${text.slice(cut + 1)}`;
    // From the last key of the connected scanner to the answer on the screen.
    const took = await door.page.evaluate(
      (text) =>
        new Promise<number>((done) => {
          const number = (): string => document.querySelector(".answer")?.getAttribute("data-number") ?? "";
          const first = number();
          for (const key of text) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
          const begin = performance.now();
          const watch = new MutationObserver(() => {
            if (number() === "" || number() === first) return;
            watch.disconnect();
            requestAnimationFrame(() => done(performance.now() - begin));
          });
          watch.observe(document.body, { childList: true, subtree: true, attributes: true });
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
        }),
      shown,
    );
    times.push(took);
    const code = (await door.page.locator(".answer").getAttribute("data-code")) ?? "";
    codes[code] = (codes[code] ?? 0) + 1;
  }
  const requests = door.site.asked.slice(before);
  const { keys, text } = await door.storage();
  const people = ["CHAN", "Tai Man", "陳大文", "WONG", "LEE", "O123", "data:image", "PC1:"].filter((person) => text.includes(person));
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): number => Math.round((sorted[Math.floor(sorted.length * part)] ?? 0) * 10) / 10;
  record({
    scans: SCANS,
    scan_codes: codes,
    scan_to_screen_p50_ms: at(0.5),
    scan_to_screen_p95_ms: at(0.95),
    start_offline_ms: Math.round(starts.sort((a, b) => a - b)[2] ?? 0),
    requests_during_scans: requests.length,
    storage_keys_after_1000: keys.filter((key) => !key.startsWith("cache:")).sort(),
    people_in_storage: people,
  });
  await door.close();
  expect(requests).toEqual([]);
  expect(people).toEqual([]);
});
