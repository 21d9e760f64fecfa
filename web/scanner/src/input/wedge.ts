/** A scanner that types, as a keyboard does, and ends with Enter. Nothing that it types is trimmed or joined. */

/** Longest text that is taken: more than any code may have. */
const LONGEST = 4_400;
/** A pause after which typing begins anew, in milliseconds: scanners type in 1 to 50, and a busy device is late. */
const PAUSE = 300;
/** Shortest text that a scanner types; less is somebody pressing keys. */
const SHORTEST = 5;

/** A key as it was pressed: what a KeyboardEvent says of it. */
export interface Key {
  key: string;
  /** When, in milliseconds of any clock that only goes on. */
  at: number;
}

/** What a key came to. */
export type Typed = { text: string } | { pressed: string } | "typing" | null;

/** Puts keys together. Pure: time comes with the keys. */
export class Typing {
  #text = "";
  #last = Number.NEGATIVE_INFINITY;

  /** Takes a key. `typing` means that it belongs to a scanner's text and must do nothing else. */
  key({ key, at }: Key): Typed {
    if (at - this.#last > PAUSE) this.#text = "";
    this.#last = at;
    if (key === "Enter" || key === "Tab") return this.#end() ?? { pressed: key };
    // A character beyond the basic plane is one character too.
    if ([...key].length !== 1) return null;
    this.#text = this.#text.length < LONGEST ? this.#text + key : this.#text;
    return this.#text.length > 1 ? "typing" : { pressed: key };
  }

  /** Whether a text is waiting for its end. */
  get waiting(): boolean {
    return this.#text.length >= SHORTEST;
  }

  /** Ends a text that no Enter ended: to be called after a pause. */
  pause(at: number): { text: string } | null {
    return at - this.#last >= PAUSE ? this.#end() : null;
  }

  #end(): { text: string } | null {
    const text = this.#text;
    this.#text = "";
    return text.length >= SHORTEST ? { text } : null;
  }
}

/** Every character of Base45, two spaces in a row among them. */
export const TEST = "PC1TEST: 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ  $%*+-./:END";

/** What is wrong with a scanner that typed `got` for [`TEST`]. */
export type KeyboardFault =
  | { fault: "layout"; want: string; got: string }
  | { fault: "spaces" }
  | { fault: "case" }
  | { fault: "short" };

/** Compares what was typed with the test string; null where they are the same. */
export function testKeyboard(got: string): KeyboardFault | null {
  if (got === TEST) return null;
  if (got.toUpperCase() === TEST) return { fault: "case" };
  if (got.replaceAll(" ", "") === TEST.replaceAll(" ", "")) return { fault: "spaces" };
  const wrong = [...TEST].findIndex((letter, at) => got[at] !== letter);
  const same = got.length === TEST.length;
  return same ? { fault: "layout", want: TEST[wrong] ?? "", got: got[wrong] ?? "" } : { fault: "short" };
}

/** Listens to the page's keys. Fields that somebody types into are left alone. */
export function listen(ontext: (text: string) => void, onpress: (key: string, event: KeyboardEvent) => void): () => void {
  const typing = new Typing();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const down = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.isComposing || isField(event.target)) return;
    const typed = typing.key({ key: event.key, at: event.timeStamp });
    clearTimeout(timer);
    if (typing.waiting) timer = setTimeout(() => done(typing.pause(performance.now())), PAUSE * 2);
    if (typed === "typing") event.preventDefault();
    else if (typed !== null && "text" in typed) {
      event.preventDefault();
      done(typed);
    } else onpress(event.key, event);
  };
  const done = (typed: { text: string } | null): void => {
    if (typed !== null) ontext(typed.text);
  };
  addEventListener("keydown", down, { capture: true });
  return () => {
    clearTimeout(timer);
    removeEventListener("keydown", down, { capture: true });
  };
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !["radio", "checkbox", "file", "button"].includes(target.type))
  );
}
