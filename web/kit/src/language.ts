/** The languages of every screen, in the order in which they are offered. */
export const LANGUAGES = ["en", "zh-Hant", "zh-Hans"] as const;

/** One of the languages of every screen. */
export type Language = (typeof LANGUAGES)[number];

/** How each language is written where it is chosen, and its tag for the document. */
export const LANGUAGE_LABELS: Record<Language, { short: string; tag: string }> = {
  en: { short: "EN", tag: "en" },
  "zh-Hant": { short: "繁", tag: "zh-Hant-HK" },
  "zh-Hans": { short: "简", tag: "zh-Hans" },
};

/** Whether a word from outside names one of the languages. */
export function isLanguage(word: unknown): word is Language {
  return LANGUAGES.some((language) => language === word);
}

/**
 * The language for what a browser asks for, best first (BCP 47). Hong Kong, Macao and Taiwan read traditional
 * characters; other Chinese without a script is simplified; everything else is English.
 */
export function negotiate(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const parts = tag.toLowerCase().split("-");
    if (parts[0] === "en") return "en";
    if (parts[0] === "yue") return "zh-Hant";
    if (parts[0] === "zh") {
      if (parts.includes("hant")) return "zh-Hant";
      if (parts.includes("hans")) return "zh-Hans";
      return ["hk", "mo", "tw"].some((region) => parts.includes(region)) ? "zh-Hant" : "zh-Hans";
    }
  }
  return "en";
}
