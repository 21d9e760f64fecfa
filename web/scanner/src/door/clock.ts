/** How far the wall clock may leave the steady one before it is doubted, in milliseconds. */
const TOLERANCE = 10_000;

/** Watches the clock of the device: it may not be set while somebody scans, and must agree with whoever serves the app. */
export class ClockWatch {
  #wall: number;
  #steady: number;
  #doubt = false;

  constructor(wall: number, steady: number) {
    this.#wall = wall;
    this.#steady = steady;
  }

  /** To be called every second, and before each scan: a step of the wall clock against the steady one is a doubt. */
  tick(wall: number, steady: number): void {
    const step = wall - this.#wall - (steady - this.#steady);
    if (Math.abs(step) > TOLERANCE) this.#doubt = true;
    this.#wall = wall;
    this.#steady = steady;
  }

  /** After the page slept, the two are compared anew: a steady clock may stand still in sleep. */
  resume(wall: number, steady: number): void {
    // Time that goes backwards is a doubt, asleep or not.
    if (wall < this.#wall - TOLERANCE) this.#doubt = true;
    this.#wall = wall;
    this.#steady = steady;
  }

  /** Takes the time of a server's answer: it decides nothing alone, but a clock that is far from it is doubted. */
  compare(server: number, wall: number): void {
    if (Math.abs(server - wall) > 30_000) this.#doubt = true;
  }

  /** Somebody looked at the clock. */
  checked(wall: number, steady: number): void {
    this.#doubt = false;
    this.#wall = wall;
    this.#steady = steady;
  }

  /** Whether the clock must be looked at before anybody is let in by it. */
  get doubtful(): boolean {
    return this.#doubt;
  }
}
