import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { LANGUAGES, LANGUAGE_LABELS, type Language } from "./language";

/** Facts that a sentence speaks of. */
export type Facts = Record<string, FluentVariable>;

/** The Fluent source texts of an app, by language: later files win over earlier ones. */
export type Sources = Record<Language, readonly string[]>;

/** Every sentence of an app in three languages, and the language that is shown now. */
export class Texts {
  #language = $state<Language>("en");
  readonly #bundles: Record<Language, FluentBundle>;

  constructor(sources: Sources) {
    const bundle = (language: Language): FluentBundle => {
      // Marks that isolate the direction of an argument would be read out, compared and copied with the sentence.
      const made = new FluentBundle(LANGUAGE_LABELS[language].tag, { useIsolating: false });
      for (const source of sources[language]) made.addResource(new FluentResource(source), { allowOverrides: true });
      return made;
    };
    this.#bundles = { en: bundle("en"), "zh-Hant": bundle("zh-Hant"), "zh-Hans": bundle("zh-Hans") };
  }

  /** The language that is shown. */
  get language(): Language {
    return this.#language;
  }

  set language(language: Language) {
    this.#language = language;
    if (typeof document !== "undefined") document.documentElement.lang = LANGUAGE_LABELS[language].tag;
  }

  /** The tag of the language that is shown, for dates and numbers. */
  get tag(): string {
    return LANGUAGE_LABELS[this.#language].tag;
  }

  /** Whether there is such a sentence. */
  has(key: string): boolean {
    return LANGUAGES.every((language) => this.#bundles[language].getMessage(key)?.value != null);
  }

  /** The sentence of a key. Arrow functions, so that they can be handed on alone. */
  readonly t = (key: string, facts: Facts = {}): string => this.#format(this.#language, key, null, facts);

  /** The advice that belongs to a key; null where it has none. */
  readonly advice = (key: string, facts: Facts = {}): string | null =>
    this.#bundles[this.#language].getMessage(key)?.attributes["advice"] === undefined
      ? null
      : this.#format(this.#language, key, "advice", facts);

  /** The sentence of a key in a given language. */
  inLanguage(language: Language, key: string, facts: Facts = {}): string {
    return this.#format(language, key, null, facts);
  }

  #format(language: Language, key: string, attribute: string | null, facts: Facts): string {
    const bundle = this.#bundles[language];
    const message = bundle.getMessage(key);
    const pattern = attribute === null ? message?.value : message?.attributes[attribute];
    if (pattern == null) throw new Error(`no text for ${key} in ${language}`);
    const errors: Error[] = [];
    const sentence = bundle.formatPattern(pattern, facts, errors);
    if (errors[0]) throw new Error(`text ${key} in ${language}: ${errors[0].message}`);
    return sentence;
  }
}
