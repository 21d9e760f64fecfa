import type { Texts } from "@chop/kit";

const HONG_KONG = "Asia/Hong_Kong";

/** A day and a time in Hong Kong. */
export function moment(time: Date, texts: Texts): string {
  const style = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" } as const;
  // Hong Kong's English writes the day first.
  const tag = texts.language === "en" ? "en-GB" : texts.tag;
  return new Intl.DateTimeFormat(tag, { ...style, timeZone: HONG_KONG }).format(time);
}

/** A time of day in Hong Kong. */
export function timeOfDay(time: Date): string {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: HONG_KONG } as const;
  return new Intl.DateTimeFormat("en-GB", parts).format(time);
}
