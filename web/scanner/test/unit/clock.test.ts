import { expect, test } from "vitest";
import { ClockWatch } from "../../src/door/clock";

const NOON = Date.parse("2026-11-24T04:00:00Z");

test("a clock that goes on evenly is not doubted", () => {
  const watch = new ClockWatch(NOON, 0);
  for (let second = 1; second < 100; second++) watch.tick(NOON + second * 1000, second * 1000);
  expect(watch.doubtful).toBe(false);
});

test("a clock that is set while somebody scans is doubted, forward and back, until it was looked at", () => {
  for (const step of [3600_000, -3600_000, 15_000, -15_000]) {
    const watch = new ClockWatch(NOON, 0);
    watch.tick(NOON + 1000 + step, 1000);
    expect(watch.doubtful).toBe(true);
    watch.tick(NOON + 2000 + step, 2000);
    expect(watch.doubtful).toBe(true);
    watch.checked(NOON + 3000 + step, 3000);
    expect(watch.doubtful).toBe(false);
  }
});

test("sleep is no doubt, but time that went back in sleep is", () => {
  const slept = new ClockWatch(NOON, 0);
  slept.resume(NOON + 3600_000, 1000);
  expect(slept.doubtful).toBe(false);
  const back = new ClockWatch(NOON, 0);
  back.resume(NOON - 60_000, 1000);
  expect(back.doubtful).toBe(true);
});

test("a server's time that is far from the clock is a doubt, a near one is none", () => {
  const watch = new ClockWatch(NOON, 0);
  watch.compare(NOON + 20_000, NOON);
  expect(watch.doubtful).toBe(false);
  watch.compare(NOON + 40_000, NOON);
  expect(watch.doubtful).toBe(true);
});
