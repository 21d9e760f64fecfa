/** Where whoever serves the app puts the signed trust list, and the root that it must be signed by. */
const LIST = "trust/trust.chop";
const ROOT = "trust/root.chop-root";
/** Larger than any list that is accepted. */
const LARGEST = 16 * 1024 * 1024;

/** A file that was fetched, and what time it was where it came from. */
export interface Fetched {
  bytes: Uint8Array;
  served: number | null;
}

/** The trust list as it is served now; null without a network, or where there is none. */
export function fetchList(): Promise<Fetched | null> {
  return get(LIST);
}

/** The root as it is served; asked for once, when a device begins. */
export function fetchRoot(): Promise<Fetched | null> {
  return get(ROOT);
}

async function get(path: string): Promise<Fetched | null> {
  try {
    const response = await fetch(new URL(path, document.baseURI), { cache: "no-cache", credentials: "same-origin" });
    if (!response.ok) return null;
    // A server that answers every address with its own page has no list.
    if (response.headers.get("content-type")?.includes("text/html") === true) return null;
    const bytes = new Uint8Array(await response.arrayBuffer());
    // What a cache on the way has kept for so many seconds was dated so many seconds ago.
    const age = Number(response.headers.get("age") ?? 0) * 1000;
    const date = Date.parse(response.headers.get("date") ?? "") + age;
    return bytes.length > LARGEST ? null : { bytes, served: Number.isNaN(date) ? null : date };
  } catch {
    return null;
  }
}

/** Milliseconds until the list is looked for again: three hours, spread so that doors do not all ask at once. */
export function untilNext(random: number): number {
  return Math.round((2 + 2 * random) * 3600_000);
}
