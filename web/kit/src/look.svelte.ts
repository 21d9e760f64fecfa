/** The themes that a screen can have. */
export const THEMES = ["day", "night", "sunlight"] as const;

/** One theme. */
export type Theme = (typeof THEMES)[number];

/** What is chosen: a theme, or the one that the device asks for. */
export type ThemeChoice = Theme | "auto";

/** How the screen looks: theme and size of text. Written to the root element, where kit.css reads it. */
export class Look {
  #choice = $state<ThemeChoice>("auto");
  #large = $state(false);
  #dark: MediaQueryList | null = null;

  constructor() {
    if (typeof matchMedia === "undefined") return;
    this.#dark = matchMedia("(prefers-color-scheme: dark)");
    this.#dark.addEventListener("change", () => this.#apply());
    this.#apply();
  }

  /** The theme that is chosen. */
  get choice(): ThemeChoice {
    return this.#choice;
  }

  set choice(choice: ThemeChoice) {
    this.#choice = choice;
    this.#apply();
  }

  /** Whether text is half as big again. */
  get large(): boolean {
    return this.#large;
  }

  set large(large: boolean) {
    this.#large = large;
    this.#apply();
  }

  #apply(): void {
    if (typeof document === "undefined") return;
    const root = document.documentElement;
    root.dataset["theme"] = this.#choice === "auto" ? (this.#dark?.matches ? "night" : "day") : this.#choice;
    root.toggleAttribute("data-large", this.#large);
  }
}
