import type { Questions, Reply, Request } from "./contract";

/** The verification core in its worker, as promises. A worker that dies is replaced, and every open question fails. */
export class Core {
  readonly #make: () => Worker;
  readonly #ondeath: () => void;
  #worker: Worker;
  #next = 0;
  readonly #open = new Map<number, { done: (got: unknown) => void; failed: (error: Error) => void }>();

  /** `ondeath` is told after a worker died: its verifiers must be opened again. */
  constructor(make: () => Worker, ondeath: () => void) {
    this.#make = make;
    this.#ondeath = ondeath;
    this.#worker = this.#start();
  }

  /** Asks a question. */
  ask<Q extends keyof Questions>(
    question: Q,
    ask: Questions[Q]["ask"],
    transfer: Transferable[] = [],
  ): Promise<Questions[Q]["get"]> {
    const id = this.#next++;
    return new Promise((done, failed) => {
      this.#open.set(id, { done: (got) => done(got as Questions[Q]["get"]), failed });
      this.#worker.postMessage({ id, question, ask } satisfies Request<Q>, transfer);
    });
  }

  #start(): Worker {
    const worker = this.#make();
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      const waiting = this.#open.get(data.id);
      this.#open.delete(data.id);
      if ("failed" in data) waiting?.failed(new Error(data.failed));
      else waiting?.done(data.got);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      const open = [...this.#open.values()];
      this.#open.clear();
      for (const { failed } of open) failed(new Error("worker"));
      this.#worker = this.#start();
      this.#ondeath();
    };
    return worker;
  }
}
