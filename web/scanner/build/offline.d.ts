import type { Plugin } from "vite";
/** Writes into the service worker what it must hold: every file with its hash. */
export function offline(): Plugin;
