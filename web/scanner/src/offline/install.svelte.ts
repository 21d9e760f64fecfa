/** Where the app stands with its copy on this device. */
export class Install {
  /** The whole app is here: it starts with no network. */
  ready = $state(false);
  /** A new version is here, whole, and waits to be used. */
  update = $state(false);
  /** A new version came in part and was thrown away; the one that runs goes on. */
  failed = $state(false);
  #waiting: ServiceWorker | null = null;

  /** Registers the service worker. Without one the app works as a page does. */
  async begin(): Promise<void> {
    if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
    const worker = navigator.serviceWorker;
    const running = worker.controller;
    try {
      const registration = await worker.register("sw.js", { updateViaCache: "none" });
      this.#watch(registration.installing, running !== null);
      registration.addEventListener("updatefound", () => this.#watch(registration.installing, running !== null));
      if (registration.waiting !== null && running !== null) this.#waits(registration.waiting);
      await worker.ready;
      this.ready = true;
    } catch {
      // No network and already installed: the copy that runs is whole.
      this.ready = running !== null;
    }
  }

  #watch(worker: ServiceWorker | null, isUpdate: boolean): void {
    if (worker === null) return;
    const look = (): void => {
      if (!isUpdate) return;
      if (worker.state === "installed") this.#waits(worker);
      if (worker.state === "redundant" && this.#waiting !== worker) this.failed = true;
    };
    worker.addEventListener("statechange", look);
    look();
  }

  #waits(worker: ServiceWorker): void {
    this.#waiting = worker;
    this.update = true;
    this.failed = false;
  }

  /** Uses the new version from now on. */
  use(): void {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    this.#waiting?.postMessage("use");
  }
}
