import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { entries, select } from "../build/index.js";
import { LANGUAGES, negotiate } from "../src/language";
import { Texts } from "../src/texts.svelte";

const read = (language: string): string => readFileSync(new URL(`../src/text/${language}.ftl`, import.meta.url), "utf8");

test("the three files of the shared parts have the same keys", () => {
  const keys = LANGUAGES.map((language) => [...entries(read(language)).keys()]);
  expect(keys[1]).toEqual(keys[0]);
  expect(keys[2]).toEqual(keys[0]);
});

test("a browser's wishes choose the script of Hong Kong or of the Mainland", () => {
  expect(negotiate(["zh-HK", "en"])).toBe("zh-Hant");
  expect(negotiate(["yue-HK"])).toBe("zh-Hant");
  expect(negotiate(["zh-TW"])).toBe("zh-Hant");
  expect(negotiate(["zh-CN"])).toBe("zh-Hans");
  expect(negotiate(["zh-Hans-HK"])).toBe("zh-Hans");
  expect(negotiate(["fr", "zh"])).toBe("zh-Hans");
  expect(negotiate(["fr"])).toBe("en");
  expect(negotiate([])).toBe("en");
});

test("the entries that are taken from the core bring the terms they speak of", () => {
  const source = "-again = Try again.\nother = No.\none = It failed.\n    .advice = { -again }\n";
  expect([...entries(select(source, (key) => key === "one")).keys()]).toEqual(["one", "-again"]);
});

test("a sentence or an advice that does not exist is an error and not an empty line", () => {
  const texts = new Texts({ en: ["a = A { $n }"], "zh-Hant": ["a = 甲"], "zh-Hans": ["a = 甲"] });
  expect(texts.t("a", { n: "1" })).toBe("A 1");
  expect(texts.advice("a")).toBeNull();
  expect(() => texts.t("b")).toThrow(/no text for b/);
  expect(() => texts.t("a")).toThrow(/text a in en/);
});
