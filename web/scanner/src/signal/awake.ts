/** Keeps the screen on while scanning, where the browser can. */
export class Awake {
  #lock: WakeLockSentinel | null = null;
  #wanted = false;

  /** Keeps it on from now; again after the page was hidden, since the browser lets go then. */
  async keep(): Promise<void> {
    this.#wanted = true;
    if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
    if (this.#lock !== null && !this.#lock.released) return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      if (this.#wanted) this.#lock = lock;
      else await lock.release();
    } catch {
      // A low battery refuses: the screen then goes dark as it always does, and nothing else is lost.
    }
  }

  /** Lets it go dark again. */
  async rest(): Promise<void> {
    this.#wanted = false;
    await this.#lock?.release();
    this.#lock = null;
  }
}
