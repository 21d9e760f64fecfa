import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { entries, select } from "@chop/kit/build";
import { LANGUAGES, Texts, type Language, type Sources } from "@chop/kit";
import { expect, test } from "vitest";

const SRC = new URL("../../src/", import.meta.url).pathname;
const CORE = new URL("../../../../core/src/text/", import.meta.url).pathname;
const KIT = new URL("../../../kit/src/text/", import.meta.url).pathname;

const own = (language: string): string => readFileSync(join(SRC, `text/${language}.ftl`), "utf8");
const keys = (language: string): string[] => [...entries(own(language)).keys()];

const code = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(?:ts|svelte)$/.test(name))
  .map((name) => readFileSync(join(SRC, name), "utf8"))
  .join("\n");

test("the three files have the same keys in the same order, and each key once", () => {
  expect(keys("zh-Hant")).toEqual(keys("en"));
  expect(keys("zh-Hans")).toEqual(keys("en"));
  expect(new Set(keys("en")).size).toBe(keys("en").length);
  const declared = own("en").match(/^[a-z][\w-]* =/gm) ?? [];
  expect(declared.length).toBe(keys("en").length);
});

test("an advice and its arguments are in all three languages or in none", () => {
  for (const key of keys("en")) {
    const shape = LANGUAGES.map((language) => {
      const text = entries(own(language)).get(key) ?? "";
      return {
        advice: text.includes(".advice ="),
        arguments: [...new Set(text.match(/\$\w+/g) ?? [])].sort(),
      };
    });
    expect(shape[1], key).toEqual(shape[0]);
    expect(shape[2], key).toEqual(shape[0]);
  }
});

test("every text is used, and every text that is asked for is there", () => {
  const known = new Set([...keys("en"), ...entries(readFileSync(join(KIT, "en.ftl"), "utf8")).keys()]);
  const core = entries(readFileSync(join(CORE, "en.ftl"), "utf8"));
  const literal = [...code.matchAll(/\b(?:t|advice)\(\s*"([\w-]+)"/g)].map((match) => match[1] ?? "");
  expect(literal.filter((key) => !known.has(key) && !core.has(key))).toEqual([]);
  const patterns = [...code.matchAll(/\b(?:t|advice)\(\s*`([^`]*)`/g)].map(
    (match) => new RegExp(`^${(match[1] ?? "").replace(/\$\{[^}]*\}/g, "[\\w.-]+")}$`),
  );
  const unused = keys("en").filter(
    (key) => !literal.includes(key) && !code.includes(`"${key}"`) && !patterns.some((pattern) => pattern.test(key)),
  );
  expect(unused).toEqual([]);
});

test("no text of the app says again what the core says", () => {
  for (const language of LANGUAGES) {
    const core = new Set(
      [...entries(readFileSync(join(CORE, `${language}.ftl`), "utf8")).values()].map((text) => text.split(" = ")[1]),
    );
    const again = [...entries(own(language)).entries()].filter(
      ([key, text]) => !key.startsWith("app-") && text.length > 40 && core.has(text.split(" = ")[1]),
    );
    expect(again, language).toEqual([]);
  }
});

test("Hong Kong words stand in the traditional text, and simplified text has none of its characters", () => {
  expect(own("zh-Hant")).not.toMatch(/掃瞄|網路|螢幕|資訊|軟體|程式碼|行動電話|身分證|透過/);
  expect(own("zh-Hans")).not.toMatch(/[裝這個來與為點國門間閉開關說請讀寫續證據]/);
});

test("every text can be said in all three languages", () => {
  const sources = Object.fromEntries(
    LANGUAGES.map((language: Language) => [
      language,
      [select(readFileSync(join(CORE, `${language}.ftl`), "utf8"), (key) => key.startsWith("genuine-")), own(language)],
    ]),
  ) as unknown as Sources;
  const texts = new Texts(sources);
  const facts = {
    times: 2, time: "10:42", days: 3, count: 4, of: 5, level: "1P", code: "ok", number: 6, version: 7, got: "Y",
    want: "Z", seconds: 8, purpose: "x", mark: "y",
  };
  for (const language of LANGUAGES) {
    texts.language = language;
    for (const key of keys("en")) {
      expect(texts.t(key, facts).length, key).toBeGreaterThan(0);
      expect(texts.advice(key, facts) ?? "-", key).not.toContain("{");
    }
  }
});
