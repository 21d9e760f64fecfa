import { coreText, kinds } from "@chop/kit/build";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { fileURLToPath } from "node:url";
import { offline } from "./build/offline.js";

/** The package as `make wasm` builds it. */
const VERIFIER = fileURLToPath(new URL("../../target/npm/verifier/", import.meta.url));

/** What the app says in the core's own words: the two halves of a verdict, and a few labels. */
const FROM_CORE = /^(?:ui-(?:genuine|in-force|document|issuer|cautions|discreet|level)|genuine-|in-force-(?:yes|no|partly|unknown)$)/;

export default defineConfig({
  base: "./",
  resolve: {
    alias: [
      { find: /^@chop\/verifier$/, replacement: `${VERIFIER}index.js` },
      { find: /^@chop\/verifier\/decoder$/, replacement: `${VERIFIER}decoder.js` },
      { find: /^@chop\/verifier\/(.*\.wasm)/, replacement: `${VERIFIER}$1` },
    ],
  },
  plugins: [kinds(), coreText((key) => FROM_CORE.test(key)), svelte(), offline()],
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    // Nothing inline: the policy of the page allows no data but pictures.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { index: "index.html", sw: "src/offline/sw.ts" },
      output: { entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  worker: { format: "es" },
});
