import { isLanguage, type Language, type ThemeChoice, THEMES } from "@chop/kit";

/** What a door is set to. */
export interface Settings {
  language: Language | null;
  theme: ThemeChoice;
  large: boolean;
  left: boolean;
  sound: boolean;
  vibration: boolean;
  door: string;
  /** 16 hexadecimal digits, or empty: codes made for no place are asked for. */
  site: string;
  /** What a request asks for, and why: `kind/view`, at most 48 bytes of UTF-8. */
  ask: string;
  purpose: string;
  camera: boolean;
}

export const DEFAULTS: Settings = {
  language: null,
  theme: "auto",
  large: false,
  left: false,
  sound: true,
  vibration: true,
  door: "",
  site: "",
  ask: "",
  purpose: "",
  camera: true,
};

/** Settings as they were kept, whatever version kept them: what does not fit is as at first. */
export function restore(kept: unknown): Settings {
  const settings = { ...DEFAULTS };
  if (typeof kept !== "object" || kept === null) return settings;
  const found = kept as Record<string, unknown>;
  for (const key of ["large", "left", "sound", "vibration", "camera"] as const) {
    if (typeof found[key] === "boolean") settings[key] = found[key];
  }
  for (const key of ["door", "ask", "purpose"] as const) {
    if (typeof found[key] === "string") settings[key] = found[key].slice(0, 120);
  }
  if (typeof found["site"] === "string" && isSite(found["site"])) settings.site = found["site"];
  if (isLanguage(found["language"])) settings.language = found["language"];
  const theme = ["auto" as const, ...THEMES].find((theme) => theme === found["theme"]);
  if (theme !== undefined) settings.theme = theme;
  return settings;
}

/** Whether a text can be the number of a site; none at all is allowed. */
export function isSite(text: string): boolean {
  return /^(?:[0-9a-f]{16})?$/.test(text);
}
