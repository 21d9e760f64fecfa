import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("base64");

/** Writes into the service worker what it must hold: every file of the build and of `public`, each with its hash. */
export function offline() {
  let folder = null;
  return {
    name: "chop:offline",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      folder = config.publicDir;
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const worker = bundle["sw.js"];
        // Inside a worker's own build there is none.
        if (worker === undefined) return;
        const files = {};
        for (const [name, file] of Object.entries(bundle)) {
          if (name === "sw.js") continue;
          files[name] = sha256(file.type === "chunk" ? file.code : file.source);
        }
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile()) continue;
          const path = join(entry.parentPath, entry.name);
          files[path.slice(folder.length + 1)] = sha256(readFileSync(path));
        }
        const sorted = Object.fromEntries(Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1)));
        const version = createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
        worker.code = `const BUILD = ${JSON.stringify({ version, files: sorted })};\n${worker.code}`;
      },
    },
  };
}
