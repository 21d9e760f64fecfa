import { readFileSync } from "node:fs";
import { entries } from "@chop/kit/build";
import type { Language } from "@chop/kit/language";

const read = (path: string): Map<string, string> => entries(readFileSync(new URL(path, import.meta.url), "utf8"));

/** What a sentence of the core must look like on a screen: its facts can be anything. */
export function sentence(code: string, language: Language, part: "value" | "advice" = "value"): RegExp | null {
  const core = read(`../../../../core/src/text/${language}.ftl`);
  const text = core.get(code.replaceAll(".", "--"));
  if (text === undefined) throw new Error(`the core has no text for ${code}`);
  const [value = "", advice] = text.split(/\n\s+\.advice =/);
  const chosen = part === "value" ? value.slice(value.indexOf("=") + 1) : advice;
  return chosen === undefined ? null : pattern(chosen.trim(), core);
}

function pattern(text: string, core: Map<string, string>): RegExp {
  const resolve = (from: string): string =>
    from.replace(/\{\s*(-?[a-z][\w-]*)(\.advice)?\s*\}/g, (_, key: string, advice?: string) => {
      const entry = core.get(key) ?? "";
      const parts = entry.split(/\n\s+\.advice =/);
      const inner = advice === undefined ? (parts[0] ?? "").slice(entry.indexOf("=") + 1) : (parts[1] ?? "");
      return resolve(inner.trim());
    });
  const escaped = resolve(text)
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{ \\\$\w+ \}/g, ".+");
  return new RegExp(escaped);
}

/** A text of the app itself. */
export function own(key: string, language: Language): string {
  const text = read(`../../src/text/${language}.ftl`).get(key);
  if (text === undefined) throw new Error(`the app has no text for ${key}`);
  return text.split("\n")[0]!.slice(text.indexOf("=") + 1).trim();
}

/** The advice of a text of the app itself. */
export function ownAdvice(key: string, language: Language): string {
  const text = read(`../../src/text/${language}.ftl`).get(key) ?? "";
  return (text.split(/\n\s+\.advice =/)[1] ?? "").trim();
}
