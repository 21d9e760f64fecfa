import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOM = new URL("../../../core/src/text/", import.meta.url);
const LANGUAGES = ["en", "zh-Hant", "zh-Hans"];

/** The entries of a Fluent file by their key; a term keeps its dash. A comment or an empty line ends an entry. */
export function entries(source) {
  const found = new Map();
  let key = null;
  for (const line of source.split("\n")) {
    const start = /^(-?[A-Za-z][\w-]*)\s*=/.exec(line);
    if (start) {
      key = start[1];
      found.set(key, line);
    } else if (key !== null && /^\s+\S/.test(line)) {
      found.set(key, `${found.get(key)}\n${line}`);
    } else if (line.trim() !== "") {
      key = null;
    }
  }
  return found;
}

/** The entries that `wanted` accepts, and whatever terms and messages they speak of. */
export function select(source, wanted) {
  const all = entries(source);
  const taken = new Map();
  const take = (key) => {
    const text = all.get(key);
    if (text === undefined || taken.has(key)) return;
    taken.set(key, text);
    for (const [, reference] of text.matchAll(/\{\s*(-?[a-z][\w-]*)(?:\.advice)?\s*\}/g)) take(reference);
  };
  for (const key of all.keys()) if (wanted(key)) take(key);
  return [...taken.values()].join("\n");
}

/** `virtual:core-text`: the core's own sentences, so that no app says a thing in other words than the rest of chop. */
export function coreText(wanted) {
  const id = "\0virtual:core-text";
  return {
    name: "chop:core-text",
    resolveId: (name) => (name === "virtual:core-text" ? id : null),
    load(name) {
      if (name !== id) return null;
      const sources = {};
      for (const language of LANGUAGES) {
        const file = fileURLToPath(new URL(`${language}.ftl`, ROOM));
        this.addWatchFile(file);
        sources[language] = select(readFileSync(file, "utf8"), wanted);
      }
      return `export default ${JSON.stringify(sources)};`;
    },
  };
}
