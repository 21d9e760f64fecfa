import en from "./text/en.ftl?raw";
import hans from "./text/zh-Hans.ftl?raw";
import hant from "./text/zh-Hant.ftl?raw";
import type { Language } from "./language";

/** The words of the shared parts: the first source of every app's texts. */
export const KIT_TEXT: Record<Language, string> = { en, "zh-Hant": hant, "zh-Hans": hans };
