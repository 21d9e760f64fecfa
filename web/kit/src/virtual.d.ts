declare module "virtual:core-text" {
  import type { Language } from "@chop/kit";
  /** The messages of core/src/text that an app asked its build for, in Fluent, by language. */
  const source: Record<Language, string>;
  export default source;
}

declare module "virtual:kinds" {
  import type { Kind } from "@chop/kit";
  /** Every kind of document that is not discreet, from core/src/document/kinds. */
  const kinds: Record<string, Kind>;
  export default kinds;
}
