import type { Language } from "@chop/kit";
import en from "./text/en.ftl?raw";
import hans from "./text/zh-Hans.ftl?raw";
import hant from "./text/zh-Hant.ftl?raw";

/** The scanner's own words. */
export const APP_TEXT: Record<Language, string> = { en, "zh-Hant": hant, "zh-Hans": hans };
