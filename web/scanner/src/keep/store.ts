import type { Counts } from "./counts";
import type { PinRecord } from "./pin";
import type { Settings } from "./settings";

/** Everything that this app keeps, by key. There is no other storage, and no place here for a person. */
export interface Kept {
  settings: Settings;
  counts: Counts;
  report: { jws: string; number: number };
  pin: PinRecord;
  /** The signed trust list and the root that it must be signed by. */
  bundle: Uint8Array;
  root: Uint8Array;
  /** Digests of used codes, the highest time and list version: as the core exports them. */
  state: string;
  /** The private key cannot be exported: the browser signs with it and shows it to nobody. */
  key: CryptoKeyPair;
}

const DATABASE = "chop-scanner";
const TABLE = "kept";

/** The one store of the app (IndexedDB). Writing never throws: a full or broken store is told by `broken`. */
export class Store {
  #database: IDBDatabase | null = null;
  #onbroken: (broken: boolean) => void = () => {};

  /** Opens the store; without one (private windows of some browsers) the app works, and forgets when it is closed. */
  static async open(onbroken: (broken: boolean) => void): Promise<Store> {
    const store = new Store();
    store.#onbroken = onbroken;
    try {
      store.#database = await new Promise<IDBDatabase>((done, failed) => {
        const opening = indexedDB.open(DATABASE, 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
        opening.onsuccess = () => done(opening.result);
        opening.onerror = () => failed(opening.error);
        opening.onblocked = () => failed(new Error("blocked"));
      });
    } catch {
      onbroken(true);
    }
    return store;
  }

  /** Whether there is no store at all. */
  get closed(): boolean {
    return this.#database === null;
  }

  /** What is kept under a key; undefined if nothing is. */
  async get<K extends keyof Kept>(key: K): Promise<Kept[K] | undefined> {
    if (this.#database === null) return undefined;
    return new Promise((done) => {
      try {
        const asking = this.#database!.transaction(TABLE).objectStore(TABLE).get(key);
        asking.onsuccess = () => done(asking.result as Kept[K] | undefined);
        asking.onerror = () => done(undefined);
      } catch {
        done(undefined);
      }
    });
  }

  /** Keeps several values together: all or none. */
  async put(values: Partial<Kept>): Promise<boolean> {
    const kept = await this.#write((table) => {
      for (const [key, value] of Object.entries(values)) table.put(value, key);
    });
    this.#onbroken(!kept);
    return kept;
  }

  /** Forgets a key. */
  async forget(key: keyof Kept): Promise<void> {
    await this.#write((table) => table.delete(key));
  }

  /** Forgets everything. */
  async erase(): Promise<void> {
    await this.#write((table) => table.clear());
  }

  async #write(act: (table: IDBObjectStore) => void): Promise<boolean> {
    if (this.#database === null) return false;
    return new Promise((done) => {
      try {
        const transaction = this.#database!.transaction(TABLE, "readwrite", { durability: "strict" });
        transaction.oncomplete = () => done(true);
        transaction.onabort = () => done(false);
        transaction.onerror = () => done(false);
        act(transaction.objectStore(TABLE));
      } catch {
        done(false);
      }
    });
  }
}
