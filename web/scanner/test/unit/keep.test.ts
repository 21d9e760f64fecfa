import { expect, test } from "vitest";
import { add, begin, hourOf, isEmpty, total, undo } from "../../src/keep/counts";
import { isLongEnough, record, tryPin } from "../../src/keep/pin";
import { check, newKey, pem, report, sign } from "../../src/keep/report";
import { DEFAULTS, isSite, restore } from "../../src/keep/settings";

const NOON = Date.parse("2026-11-24T04:00:00Z");

test("an hour is one of Hong Kong", () => {
  expect(hourOf(NOON)).toBe("2026-11-24T12");
  expect(hourOf(Date.parse("2026-11-24T16:30:00Z"))).toBe("2026-11-25T00");
});

test("a count that is taken back is gone from its hour, and that it was taken back is said", () => {
  const one = add(begin(NOON), "in", NOON);
  const back = undo(one, "in", hourOf(NOON), NOON + 3600_000);
  expect(total(back, "in")).toBe(0);
  expect(back.hours["2026-11-24T13"]).toEqual({ undone: 1 });
  expect(undo(back, "in", hourOf(NOON), NOON)).toBe(back);
  expect(isEmpty(begin(NOON))).toBe(true);
});

test("a report is signed, names no person, and a changed number is found", async () => {
  const key = await newKey();
  const counts = add(add(begin(NOON), "in", NOON), "refused", NOON + 3600_000);
  const first = await report(counts, "Block 3", NOON + 7200_000, undefined);
  const jws = await sign(first, key);
  const good = await check(`${jws}\n`);
  expect(good?.report).toEqual(first);
  expect(good?.report.totals).toEqual({
    in: 1, part: 0, refused: 1, undecided: 0, manual: 0, manual_refused: 0, undone: 0,
  });
  expect(good?.fingerprint).toMatch(/^(?:[0-9a-f]{4} ){7}[0-9a-f]{4}$/);
  const [head, body, signature] = jws.split(".");
  const lie = btoa(atob(body!.replaceAll("-", "+").replaceAll("_", "/")).replace('"in":1', '"in":9')).replace(/=+$/, "");
  expect(await check(`${head}.${lie}.${signature}`)).toBeNull();
  expect(await check("not a report")).toBeNull();
  expect(await check(`${jws}.more`)).toBeNull();
  const second = await report(begin(NOON), "Block 3", NOON, { jws, number: 1 });
  expect(second.number).toBe(2);
  expect(second.previous).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test("another type of signed text is no report, though its key is the same", async () => {
  const key = await newKey();
  const jws = await sign(await report(begin(NOON), "", NOON, undefined), key);
  const [head, body] = jws.split(".");
  const other = btoa(atob(head!).replace("chop-scanner-shift-1+jws", "JWT")).replace(/=+$/, "");
  const signed = new TextEncoder().encode(`${other}.${body}`);
  const made = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.privateKey, signed);
  const signature = btoa(String.fromCharCode(...new Uint8Array(made))).replaceAll("+", "-").replaceAll("/", "_");
  expect(await check(`${other}.${body}.${signature.replace(/=+$/, "")}`)).toBeNull();
});

test("the key of a device cannot be taken out, and its public half is a PEM that the authority reads", async () => {
  const key = await newKey();
  await expect(crypto.subtle.exportKey("jwk", key.privateKey)).rejects.toThrow();
  expect(await pem(key.publicKey)).toMatch(/^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+-----END PUBLIC KEY-----\n$/);
});

test("a PIN opens, a wrong one waits, and each wait after the third is twice as long", async () => {
  expect(isLongEnough("12345")).toBe(false);
  expect(isLongEnough("123456")).toBe(true);
  let kept = await record("271828");
  expect((await tryPin("271828", kept, NOON)).opens).toBe(true);
  const waits: number[] = [];
  let now = NOON;
  for (let at = 0; at < 5; at++) {
    const tried = await tryPin("000000", kept, now);
    expect(tried.opens).toBe(false);
    kept = tried.kept;
    waits.push((kept.wait - now) / 1000);
    now = kept.wait;
  }
  expect(waits).toEqual([1, 1, 30, 60, 120]);
  expect((await tryPin("271828", kept, now - 1)).opens).toBe(false);
  const opened = await tryPin("271828", kept, now);
  expect(opened.opens).toBe(true);
  expect(opened.kept.failures).toBe(0);
});

test("settings of another version, or broken ones, become settings that work", () => {
  expect(restore(undefined)).toEqual(DEFAULTS);
  expect(restore({ theme: "neon", large: 1, site: "zz", language: "fr", door: "Block 3" })).toEqual({
    ...DEFAULTS,
    door: "Block 3",
  });
  expect(restore({ theme: "night", language: "zh-Hant", site: "9c868f82cebe19b4" }).theme).toBe("night");
  expect(isSite("")).toBe(true);
  expect(isSite("9C868f82cebe19b4")).toBe(false);
});
