import type { Plugin } from "vite";
/** The entries of a Fluent file by their key. */
export function entries(source: string): Map<string, string>;
/** The entries that `wanted` accepts, and whatever terms and messages they speak of. */
export function select(source: string, wanted: (key: string) => boolean): string;
/** `virtual:core-text`: the core's own sentences for the keys that `wanted` accepts. */
export function coreText(wanted: (key: string) => boolean): Plugin;
/** `virtual:kinds`: what a screen needs of every kind that is not discreet. */
export function kinds(): Plugin;
