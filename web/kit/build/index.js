export { coreText, entries, select } from "./core-text.js";
export { kinds } from "./kinds.js";
