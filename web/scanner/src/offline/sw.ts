/** The copy of the app on the device. It is taken whole or not at all, and never mixed with another version. */

const worker = self as unknown as ServiceWorkerGlobalScope;

/** Written by the build: each file with the SHA-256 of what is in it, and one name for all of it. */
declare const BUILD: { version: string; files: Record<string, string> };

const PREFIX = "scanner-";
const CACHE = PREFIX + BUILD.version;
const HOME = "index.html";

worker.addEventListener("install", (event) => event.waitUntil(takeWhole()));

worker.addEventListener("activate", (event) => event.waitUntil(begin()));

worker.addEventListener("message", (event) => {
  if (event.data === "use") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const scope = new URL(worker.registration.scope);
  if (event.request.method !== "GET" || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  const path = url.pathname.slice(scope.pathname.length);
  // The trust list is kept by the page itself, which knows whether to believe it.
  if (path.startsWith("trust/")) return;
  const name = path === "" ? HOME : path;
  if (name in BUILD.files) event.respondWith(own(name, event.request));
});

async function takeWhole(): Promise<void> {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(
      Object.entries(BUILD.files).map(async ([path, hash]) => {
        const url = new URL(path, worker.registration.scope);
        const response = await fetch(new Request(url, { cache: "reload", credentials: "same-origin" }));
        if (!response.ok) throw new Error(path);
        const found = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
        // A file of another version, or half a file, would break the app the next time there is no network.
        if (btoa(String.fromCharCode(...new Uint8Array(found))) !== hash) throw new Error(path);
        await cache.put(url, response);
      }),
    );
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function begin(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function own(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(new URL(path, worker.registration.scope))) ?? fetch(request);
}
