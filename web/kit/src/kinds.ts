import type { Language } from "./language";

/** A name in three languages. */
export type Names = Record<Language, string>;

/** A code of a list and its label. */
export interface Label extends Names {
  code: string;
}

/** One element of a kind, as its descriptor has it. */
export interface Element {
  id: string;
  type: string;
  names: Names;
  codes?: Label[];
  fields?: Element[];
}

/** What a screen needs to know of a kind: words, and in which order facts stand. */
export interface Kind {
  names: Names;
  legalEffect: "equivalent" | "supplementary" | "information-only";
  profile: number | null;
  /** The element whose entries are in force one by one. */
  entitlements: string | null;
  elements: Element[];
  views: { id: string; names: Names; purpose: Names; elements: string[] }[];
}
