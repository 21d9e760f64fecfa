import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";

const ROOM = new URL("../../../core/src/document/kinds/", import.meta.url);

const element = ({ id, type, names, codes, fields }) => ({
  id,
  type,
  names,
  ...(codes ? { codes } : {}),
  ...(fields ? { fields: fields.map(element) } : {}),
});

/** What a screen needs of a descriptor. A discreet kind gives nothing: its name is not even in the files of an app. */
export function kindOf(descriptor) {
  if (descriptor.discreet) return null;
  return {
    names: descriptor.names,
    legalEffect: descriptor.legal_effect,
    profile: descriptor.code_profile ?? null,
    entitlements: descriptor.validity?.entitlements ?? null,
    elements: descriptor.elements.map(element),
    views: (descriptor.views ?? []).map(({ id, names, purpose, elements }) => ({
      id,
      names,
      purpose: purpose ?? names,
      elements,
    })),
  };
}

/** `virtual:kinds`: the kinds of document by their identifier. */
export function kinds() {
  const id = "\0virtual:kinds";
  return {
    name: "chop:kinds",
    resolveId: (name) => (name === "virtual:kinds" ? id : null),
    load(name) {
      if (name !== id) return null;
      const found = {};
      for (const file of readdirSync(ROOM).sort()) {
        if (!file.endsWith(".toml")) continue;
        const path = fileURLToPath(new URL(file, ROOM));
        this.addWatchFile(path);
        const descriptor = parse(readFileSync(path, "utf8"));
        const kind = kindOf(descriptor);
        if (kind) found[descriptor.kind] = kind;
      }
      return `export default ${JSON.stringify(found)};`;
    },
  };
}
